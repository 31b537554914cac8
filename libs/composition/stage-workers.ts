/**
 * Workers behind the broker, who do the files of stages that need engines (reading takes seconds a page); everything else
 * is done here, where it takes less than its way there.
 *
 *   file ─► object store or message ─► a worker of the stage ─► outputs ─► cache, records and lock of this workspace
 *
 * What a result is made with is as it would be here: a worker with other engines refuses.
 */
import type { AnyStage, StageName } from '#contracts/stage.js';
import { type StageCall, StageInvoker } from '#ports/stage-invoker.port.js';
import { openObjectStore } from './open-object-store.js';
import type { Workspace } from './open-workspace.js';

/** Files under way unless told otherwise: enough for some ten workers of a few cores, and no more than they can return. */
const IN_FLIGHT = 64;

export interface StageWorkersOptions {
  definitions: Readonly<Record<string, AnyStage | undefined>>;
  here: StageInvoker;
  /** Files under way at a time. */
  inFlight: number | undefined;
  onNotice: (stage: StageName, sentence: string) => void;
}

interface Away {
  invoker: StageInvoker;
  atWork(stage: StageName): number;
  close(): Promise<void>;
}

/** Connects when the first file is sent. */
export class StageWorkers extends StageInvoker {
  readonly stages: ReadonlySet<StageName>;
  readonly inFlight: number;
  private opening: Promise<Away> | undefined;
  private away: Away | undefined;

  constructor(
    private readonly workspace: Workspace,
    private readonly options: StageWorkersOptions,
  ) {
    super();
    const sent = Object.values(options.definitions).filter(
      (stage) => stage?.unit === 'item' && stage.tools.length > 0,
    );
    this.stages = new Set(sent.map((stage) => stage!.name));
    this.inFlight = options.inFlight ?? IN_FLIGHT;
  }

  override async invoke(call: StageCall): Promise<Record<string, unknown>> {
    if (!this.stages.has(call.stage)) return this.options.here.invoke(call);
    this.opening ??= this.open();
    this.away = await this.opening;
    return this.away.invoker.invoke(call);
  }

  override engines(stage: StageName): Promise<Record<string, string>> {
    return this.options.here.engines(stage);
  }

  /** Workers that have something of this stage in hand. */
  atWork(stage: StageName): number {
    return this.away?.atWork(stage) ?? 0;
  }

  async close(): Promise<void> {
    await (await this.opening)?.close();
  }

  private async open(): Promise<Away> {
    const { brokerAddress } = await import('#adapters/transport/broker-address.js');
    const { RabbitmqStageCaller } = await import('#adapters/transport/rabbitmq-stage-caller.js');
    const { RemoteStageInvoker } = await import('#adapters/transport/remote-stage-invoker.js');
    const { TravellingValues } = await import('#adapters/transport/travelling-values.js');
    const { definitions, here, onNotice } = this.options;
    // Labelled documents are kept where they lie: what is sent of them is deleted with the call.
    const values = new TravellingValues(await openObjectStore(this.workspace), { files: 'once' });
    const caller = new RabbitmqStageCaller({
      address: brokerAddress(this.workspace.settings.transport!),
      onLate: (outputs) => void values.release(outputs),
      onNotice,
    });
    const invoker = new RemoteStageInvoker({
      ...{ line: (stage) => caller.line(stage), values },
      definition: (stage) => definitions[stage]!,
      requires: async (stage) => ({
        version: definitions[stage]!.version,
        engines: await here.engines(stage),
      }),
    });
    return { invoker, atWork: (stage) => caller.atWork(stage), close: () => caller.close() };
  }
}
