/**
 * One holder at a time, by claims that are files:
 *
 *   1. write a claim of a unique name      .docket/claims/4711-k3j2x9.json
 *   2. read all other claims               another one whose process lives → take the claim back, wait, go to 1
 *
 * Of two that claim at once, the later reader sees the earlier claim, so both may step back but never both go on.
 * Names are never used twice, so removing a dead process's claim cannot remove a live one.
 *
 * A claim is dead when its process, seen from here, is gone or has another start, when this machine has started anew
 * since, or when its process cannot be seen from here (another machine or container) and gives no sign of life: a
 * holder changes one byte of its claim every few seconds. Whoever waits counts its own seconds of seeing no change; no
 * clocks are compared.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { diskError } from '#contracts/disk-error.js';
import { DomainError } from '#contracts/domain-error.js';
import type { LockHolder } from '#contracts/pipeline-event.js';
import { type MutexRequest, WorkspaceMutex } from '#ports/workspace-mutex.port.js';
import { makeDirectory } from '../make-directory.js';
import { isAlive, machineName, processSpace, startedAt } from '../process-identity.js';

interface Claim {
  pid: number;
  since: string;
  command: string;
  started: string;
  space: string;
  /** Absent in claims of earlier versions. */
  machine?: string;
}

interface FoundClaim {
  name: string;
  claim: Claim;
  /** Whether its process can be seen from here; otherwise only its signs of life tell. */
  seen: boolean;
  text: string;
}

export interface SignsOfLife {
  /** Milliseconds between two of a holder. */
  interval: number;
  /** Milliseconds without any after which a holder that cannot be seen is dead. */
  silence: number;
}

/** A network file system may show a change half a minute late; a busy machine may skip a few beats. */
const SIGNS_OF_LIFE: SignsOfLife = { interval: 5_000, silence: 60_000 };
/** Milliseconds between two looks; the spread keeps two waiters from stepping back for ever. */
const pause = () => 50 + Math.random() * 150;
/** What one look counts for at most, in milliseconds: after a sleep of the machine the holder too needs time to wake. */
const LONGEST_LOOK = 1_000;
/** Half-written claims swept in a row that a busy workspace may cost; more means that the directory cannot be used. */
const MOST_SWEPT = 100;

export class ClaimFileMutex extends WorkspaceMutex {
  /** @param directory absolute; of the claims alone */
  constructor(
    private readonly directory: string,
    private readonly signs: SignsOfLife = SIGNS_OF_LIFE,
  ) {
    super();
  }

  override async acquire(request: MutexRequest): Promise<() => Promise<void>> {
    const silent = new SilentClaims(this.signs.silence);
    let told = false;
    for (let attempt = 0; ; attempt++) {
      const { name, size } = this.claim(request.command);
      const other = this.liveClaims(silent).find((found) => found.name !== name);
      if (other === undefined) {
        this.sweep();
        const worker = this.giveSignsOfLife(name, size, request.onLost);
        return async () => {
          await worker.terminate();
          this.remove(name);
        };
      }
      this.remove(name);
      // A rival that is only just claiming steps back too; it is not yet a holder to complain about.
      if (!request.wait && attempt >= 3) throw locked(this.holderOf(other), this.signs.silence);
      if (!told && attempt >= 3) {
        told = true;
        request.onWaiting?.(this.holderOf(other));
      }
      if (request.signal?.aborted)
        throw new DomainError('pipeline/interrupted', 'Interrupted while waiting for the workspace.');
      await setTimeout(pause());
    }
  }

  override async holder(): Promise<LockHolder | null> {
    const [found] = this.liveClaims();
    return found === undefined ? null : this.holderOf(found);
  }

  private holderOf({ name, claim, seen }: FoundClaim): LockHolder {
    const { pid, since, command } = claim;
    return { pid, since, command, ...(!seen && { unseen: join(this.directory, name) }) };
  }

  private claim(command: string): { name: string; size: number } {
    const name = `${process.pid}-${randomBytes(8).toString('hex')}.json`;
    const claim: Claim = {
      pid: process.pid,
      started: startedAt(process.pid),
      space: processSpace(),
      machine: machineName(),
      since: new Date().toISOString(),
      command,
    };
    const text = Buffer.from(`${JSON.stringify(claim)}\n`);
    const temporary = join(this.directory, `.${name}`);
    for (let swept = 0, written = false; !written; swept++) {
      try {
        makeDirectory(this.directory);
        // The last byte is the one that signs of life change.
        writeFileSync(temporary, Buffer.concat([text, Buffer.from('0')]));
        renameSync(temporary, join(this.directory, name));
        written = true;
      } catch (error) {
        // Swept by somebody who has just come to hold the workspace: the next attempt finds them.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT' && swept < MOST_SWEPT) continue;
        throw diskError(error, 'claiming the workspace', this.directory);
      }
    }
    return { name, size: text.length };
  }

  /** Half-written claims of processes that were killed: only a holder may, and those still writing write again. */
  private sweep(): void {
    for (const name of readdirSync(this.directory)) if (name.startsWith('.')) this.remove(name);
  }

  private remove(name: string): void {
    rmSync(join(this.directory, name), { force: true });
  }

  private giveSignsOfLife(name: string, offset: number, onLost?: () => void): Worker {
    const worker = new Worker(new URL('./claim-beat.worker.mjs', import.meta.url), {
      workerData: { path: join(this.directory, name), offset, interval: this.signs.interval },
    });
    worker.on('message', () => onLost?.());
    // Others would come to think a holder without signs of life dead.
    worker.on('error', () => onLost?.());
    // Last: whoever listens for messages takes a hold on the process.
    worker.unref();
    return worker;
  }

  private liveClaims(silent?: SilentClaims): FoundClaim[] {
    let names: string[];
    try {
      names = readdirSync(this.directory).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
    } catch {
      return [];
    }
    return names.flatMap((name) => {
      let found: FoundClaim;
      try {
        const text = readFileSync(join(this.directory, name), 'utf8');
        const claim = JSON.parse(text.split('\n', 1)[0]!) as Claim;
        found = { name, claim, text, seen: canBeSeen(claim) };
      } catch (error) {
        // Emptied by a power cut; otherwise taken back since.
        if (error instanceof SyntaxError) this.remove(name);
        return [];
      }
      if (!isDead(found) && !silent?.has(found)) return [found];
      this.remove(name);
      return [];
    });
  }
}

/** Counts for how long claims have shown no sign of life while somebody was looking. */
class SilentClaims {
  private readonly looks = new Map<string, { text: string; at: number; silent: number }>();

  constructor(private readonly silence: number) {}

  has({ name, text, seen }: FoundClaim): boolean {
    if (seen) return false;
    const at = performance.now();
    const last = this.looks.get(name);
    const silent = last?.text === text ? last.silent + Math.min(at - last.at, LONGEST_LOOK) : 0;
    this.looks.set(name, { text, at, silent });
    return silent >= this.silence;
  }
}

/** Where the system does not say when processes started, a number alone may be a later process's. */
function canBeSeen({ space, started }: Claim): boolean {
  return space === processSpace() && started !== '';
}

function isDead({ claim, seen }: FoundClaim): boolean {
  if (seen) return !isAlive(claim.pid, claim.started);
  if (claim.space === processSpace()) return !isAlive(claim.pid, '');
  const machine = machineName();
  return machine !== '' && claim.machine === machine && bootOf(claim.space) !== bootOf(processSpace());
}

const bootOf = (space: string): string | undefined => space.split(' ')[0];

function locked(holder: LockHolder, silence: number): DomainError {
  const { pid, since, command, unseen } = holder;
  const seconds = Math.round(silence / 1000);
  const message =
    unseen === undefined
      ? `\`${command}\` (process ${pid}, since ${since}) is working in this workspace. Wait for it, or run without --no-wait.`
      : `\`${command}\` (process ${pid}, since ${since}) claims this workspace from another machine or container, or from before a restart. If it is no longer running, remove ${unseen}; without --no-wait, Docket goes on by itself after ${seconds} s without a sign of life.`;
  return new DomainError('workspace/locked', message, { ...holder });
}
