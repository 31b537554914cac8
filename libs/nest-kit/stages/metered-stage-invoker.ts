/** Measures and logs the stages that run in this process. */
import type { StageName } from '#contracts/stage.js';
import { type StageCall, StageInvoker } from '#ports/stage-invoker.port.js';
import type { Log } from '../observability/log.js';
import type { Metrics } from '../observability/metrics.js';

export class MeteredStageInvoker extends StageInvoker {
  constructor(
    private readonly inner: StageInvoker,
    private readonly metrics: Metrics,
    private readonly log: Log,
  ) {
    super();
  }

  override async invoke(call: StageCall): Promise<Record<string, unknown>> {
    const { stage } = call;
    const stop = this.metrics.stageDuration.startTimer({ stage });
    let outcome = 'failed';
    try {
      const outputs = await this.inner.invoke(call);
      outcome = 'done';
      return outputs;
    } finally {
      const seconds = stop({ outcome });
      this.log.debug(
        { stage, seconds, outcome },
        `Stage '${stage}' ${outcome} after ${seconds.toFixed(3)} s.`,
      );
    }
  }

  override engines(stage: StageName): Promise<Record<string, string>> {
    return this.inner.engines(stage);
  }
}
