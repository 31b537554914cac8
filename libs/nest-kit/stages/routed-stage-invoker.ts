/** Runs a stage here where this process is its app, and elsewhere where it is not. */
import type { StageName } from '#contracts/stage.js';
import { type StageCall, StageInvoker } from '#ports/stage-invoker.port.js';

export class RoutedStageInvoker extends StageInvoker {
  constructor(
    private readonly here: StageInvoker,
    private readonly elsewhere: StageInvoker,
    private readonly isHere: (stage: StageName) => boolean,
  ) {
    super();
  }

  override invoke(call: StageCall): Promise<Record<string, unknown>> {
    return this.route(call.stage).invoke(call);
  }

  override engines(stage: StageName): Promise<Record<string, string>> {
    return this.route(stage).engines(stage);
  }

  private route(stage: StageName): StageInvoker {
    return this.isHere(stage) ? this.here : this.elsewhere;
  }
}
