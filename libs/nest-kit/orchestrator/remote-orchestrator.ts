/** The orchestrator in another process. */
import type { TravellingValues } from '#adapters/transport/travelling-values.js';
import { INFERENCE_TOPIC, InferenceReplySchema, type Inferred } from '#contracts/inference-message.schema.js';
import { type ModelStatus, ModelStatusSchema, ORCHESTRATOR_TOPICS } from '#contracts/model-status.schema.js';
import { artifact } from '#contracts/stage.js';
import type { RemoteApp } from '../messages/remote-app.js';
import { type InferenceCall, Orchestrator } from './orchestrator.js';

/** Milliseconds that an answer may be on its way beyond what its work may take. */
const ON_ITS_WAY = 5_000;

export class RemoteOrchestrator extends Orchestrator {
  /** @param values with files of one call each */
  constructor(
    private readonly orchestrator: RemoteApp,
    private readonly values: TravellingValues,
  ) {
    super();
  }

  override status(milliseconds?: number): Promise<ModelStatus> {
    return this.orchestrator.ask(ORCHESTRATOR_TOPICS.status, {}, ModelStatusSchema, milliseconds);
  }

  /** A client that hangs up is not told on: the other side ends by itself. */
  override async infer({ signature, documents, milliseconds }: InferenceCall): Promise<Inferred> {
    const files = Object.fromEntries(documents.map((bytes, place) => [place, { path: '', bytes }]));
    const declared = Object.fromEntries(documents.map((_, place) => [place, artifact.file()]));
    const packed = await this.values.pack(files, declared);
    try {
      const question = { signature, documents: packed, milliseconds };
      const most = milliseconds + ON_ITS_WAY;
      const reply = await this.orchestrator.ask(INFERENCE_TOPIC, question, InferenceReplySchema, most);
      return reply.inferred;
    } finally {
      await this.values.release(packed);
    }
  }

  override close(): Promise<void> {
    return this.orchestrator.close();
  }
}
