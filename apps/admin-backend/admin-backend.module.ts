/** The admin backend app: runs pipelines and keeps their records; sees to it that a first model is there. */
import { Inject, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Workspace } from '#composition/open-workspace.js';
import { LOG, type Log } from '#nest-kit/observability/log.js';
import { WORKSPACE } from '#nest-kit/platform/tokens.js';
import { untilAvailable } from '#nest-kit/platform/until-available.js';
import { beginFirstModel } from '#nest-kit/runs/begin-first-model.js';
import type { LocalRuns } from '#nest-kit/runs/local-runs.js';
import { Runs } from '#nest-kit/runs/runs.js';
import { RunsMessages } from '#nest-kit/runs/runs.messages.js';

@Module({ controllers: [RunsMessages] })
export class AdminBackendModule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly stopping = new AbortController();

  constructor(
    @Inject(Runs) private readonly runs: LocalRuns,
    @Inject(WORKSPACE) private readonly workspace: Workspace,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Listening does not wait for it; the first model does not wait for a database that is still opening. */
  onApplicationBootstrap(): void {
    const { signal } = this.stopping;
    const tell = (error: Error) => {
      if (!signal.aborted) this.log.error({ err: error }, error.message);
    };
    void untilAvailable(() => this.runs.endForgotten(), signal).catch(tell);
    void untilAvailable(() => beginFirstModel(this.workspace, this.runs, this.log), signal).catch(tell);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.runs.close();
  }
}
