/** What this process needs to do its work, each as a check that really tries it. */
import { Injectable } from '@nestjs/common';
import { DomainError } from '#contracts/domain-error.js';
import { inTime } from './in-time.js';

/** @param milliseconds after which it should have told by itself what does not answer */
export type Check = (milliseconds: number) => Promise<void>;

export interface CheckResult {
  ok: boolean;
  code?: string;
  message?: string;
}

/** Milliseconds; health probes give up after a few seconds themselves. */
const CHECK_TIMEOUT = 3_000;
/** Milliseconds; a check that asks another app knows best which one stays silent. */
const TELLS_BY_ITSELF = 2_500;

@Injectable()
export class HealthChecks {
  private readonly checks = new Map<string, Check>();

  /** @param check rejects where the thing named cannot be used */
  add(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  async run(): Promise<{ ready: boolean; checks: Record<string, CheckResult> }> {
    const entries = [...this.checks].map(async ([name, check]) => [name, await result(name, check)] as const);
    const checks = Object.fromEntries(await Promise.all(entries));
    return { ready: Object.values(checks).every(({ ok }) => ok), checks };
  }
}

async function result(name: string, check: Check): Promise<CheckResult> {
  try {
    await inTime(check(TELLS_BY_ITSELF), CHECK_TIMEOUT, `'${name}'`);
    return { ok: true };
  } catch (error) {
    const code = error instanceof DomainError ? error.code : 'internal/unexpected';
    return { ok: false, code, message: (error as Error).message };
  }
}
