/**
 * One holder at a time, by claims that are files:
 *
 *   1. write a claim of a unique name      .docket/claims/4711-k3j2x9.json
 *   2. read all other claims               another one whose process lives → take the claim back, wait, go to 1
 *
 * Of two that claim at once, the later reader sees the earlier claim, so both may step back but never both go on.
 * Names are never used twice, so removing a dead process's claim cannot remove a live one. No clock is compared:
 * a process is dead when its number is free or belongs to a process with another start.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { diskError } from '#contracts/disk-error.js';
import { DomainError } from '#contracts/domain-error.js';
import type { LockHolder } from '#contracts/pipeline-event.js';
import { type MutexRequest, WorkspaceMutex } from '#ports/workspace-mutex.port.js';
import { isAlive, processSpace, startedAt } from '../process-identity.js';

interface Claim extends LockHolder {
  started: string;
  space: string;
}

/** Milliseconds between two looks; the spread keeps two waiters from stepping back for ever. */
const pause = () => 50 + Math.random() * 150;

export class ClaimFileMutex extends WorkspaceMutex {
  /** @param directory absolute; of the claims alone */
  constructor(private readonly directory: string) {
    super();
  }

  override async acquire(request: MutexRequest): Promise<() => Promise<void>> {
    let told = false;
    for (let attempt = 0; ; attempt++) {
      const name = this.claim(request.command);
      const release = async () => rmSync(join(this.directory, name), { force: true });
      const other = this.liveClaims().find((claim) => claim.name !== name);
      if (other === undefined) return release;
      await release();
      const { pid, since, command } = other.claim;
      // A rival that is only just claiming steps back too; it is not yet a holder to complain about.
      if (!request.wait && attempt >= 3) {
        throw new DomainError(
          'workspace/locked',
          `\`${command}\` (process ${pid}, since ${since}) is working in this workspace. Wait for it, or run without --no-wait.`,
          { pid, since, command },
        );
      }
      if (!told && attempt >= 3) {
        told = true;
        request.onWaiting?.({ pid, since, command });
      }
      if (request.signal?.aborted)
        throw new DomainError('pipeline/interrupted', 'Interrupted while waiting for the workspace.');
      await setTimeout(pause());
    }
  }

  override async holder(): Promise<LockHolder | null> {
    const claim = this.liveClaims()[0]?.claim;
    return claim === undefined ? null : { pid: claim.pid, since: claim.since, command: claim.command };
  }

  private claim(command: string): string {
    const name = `${process.pid}-${randomBytes(8).toString('hex')}.json`;
    const claim: Claim = {
      pid: process.pid,
      started: startedAt(process.pid),
      space: processSpace(),
      since: new Date().toISOString(),
      command,
    };
    try {
      mkdirSync(this.directory, { recursive: true });
      const temporary = join(this.directory, `.${name}`);
      writeFileSync(temporary, JSON.stringify(claim));
      renameSync(temporary, join(this.directory, name));
    } catch (error) {
      throw diskError(error, 'claiming the workspace', this.directory);
    }
    return name;
  }

  private liveClaims(): { name: string; claim: Claim }[] {
    let names: string[];
    try {
      names = readdirSync(this.directory).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
    } catch {
      return [];
    }
    return names.flatMap((name) => {
      let claim: Claim;
      try {
        claim = JSON.parse(readFileSync(join(this.directory, name), 'utf8'));
      } catch {
        // Taken back since.
        return [];
      }
      // Another machine's or container's processes cannot be seen from here: its claim counts until it is taken back.
      const dead = claim.space === processSpace() && !isAlive(claim.pid, claim.started);
      if (dead) rmSync(join(this.directory, name), { force: true });
      return dead ? [] : [{ name, claim }];
    });
  }
}
