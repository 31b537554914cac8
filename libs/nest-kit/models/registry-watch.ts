/** Keeps the registry and what answers together: models that others make or bring, versions that others choose. */
import { Inject, Injectable } from '@nestjs/common';
import { Models } from '#composition/models/models.js';
import { DomainError } from '#contracts/domain-error.js';
import { LOG, type Log } from '../observability/log.js';

/** Milliseconds: what is chosen elsewhere answers here within a second. */
const LOOK = 500;

@Injectable()
export class RegistryWatch {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly models: Models,
    @Inject(LOG) private readonly log: Log,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      this.looking ??= this.look().finally(() => {
        this.looking = undefined;
      });
    }, LOOK).unref();
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  private async look(): Promise<void> {
    try {
      await this.models.register();
    } catch (error) {
      // A database that is away is told by its health check, and found again by the next look.
      if (error instanceof DomainError && error.retryable) return;
      this.log.error({ err: error }, (error as Error).message);
    }
  }
}
