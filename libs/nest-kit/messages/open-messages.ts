/** The questions of other apps that this process has in hand, and their end when it is asked to stop. */
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { stops } from '../http/open-requests.js';

/** Milliseconds in which what was taken is still answered. */
const PATIENCE = 10_000;
/** Milliseconds in which the last answer leaves this process. */
const ON_ITS_WAY = 50;

/** Where questions come in. */
export interface QuestionLine {
  /** What comes later is left to another process. */
  stopTaking(): Promise<void>;
}

@Injectable()
export class OpenMessages {
  private readonly lines: QuestionLine[] = [];
  private readonly open = new Set<Promise<unknown>>();
  private stopping = false;

  add(line: QuestionLine): void {
    this.lines.push(line);
  }

  /** @throws DomainError 'service/unavailable' where this process is asked to stop */
  async during<Answer>(answer: () => Promise<Answer>): Promise<Answer> {
    if (this.stopping) throw stops();
    const work = answer();
    const ended = work.catch(() => undefined);
    this.open.add(ended);
    try {
      return await work;
    } finally {
      this.open.delete(ended);
    }
  }

  /** Resolves when every question has its answer, at the latest after {@link PATIENCE}. */
  async finish(): Promise<void> {
    await Promise.all(this.lines.map((line) => line.stopTaking()));
    this.stopping = true;
    if (this.open.size === 0) return;
    const over = new AbortController();
    const late = pause(PATIENCE, undefined, { signal: over.signal }).catch(() => undefined);
    await Promise.race([Promise.all(this.open), late]);
    over.abort();
    await pause(ON_ITS_WAY);
  }
}
