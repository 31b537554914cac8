/** Keeps the registry and what answers together: models that others make or bring, versions that others choose. */
import { Inject, Injectable } from '@nestjs/common';
import { Models } from '#composition/models/models.js';
import { DomainError } from '#contracts/domain-error.js';
import { Lookout } from '../lookout.js';
import { LOG, type Log } from '../observability/log.js';

/** Milliseconds: what is chosen elsewhere answers here within a second. */
const LOOK = 500;

@Injectable()
export class RegistryWatch {
  private readonly lookout = new Lookout(LOOK, () => this.look());

  constructor(
    private readonly models: Models,
    @Inject(LOG) private readonly log: Log,
  ) {}

  start(): void {
    this.lookout.start();
  }

  close(): Promise<void> {
    return this.lookout.close();
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
