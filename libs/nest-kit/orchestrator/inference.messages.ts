/** The orchestrator's message: answers for documents that are not kept. */
import { TravellingValues } from '#adapters/transport/travelling-values.js';
import {
  INFERENCE_TOPIC,
  InferenceQuestionSchema,
  type InferenceReply,
} from '#contracts/inference-message.schema.js';
import { artifact, type SourceFile } from '#contracts/stage.js';
import { messageController } from '../messages/message-controller.js';
import type { LocalOrchestrator } from './local-orchestrator.js';
import { Orchestrator } from './orchestrator.js';

export const InferenceMessages = messageController(
  { topic: INFERENCE_TOPIC, questions: InferenceQuestionSchema, answerer: Orchestrator },
  async (orchestrator: LocalOrchestrator, question): Promise<InferenceReply> => {
    const { signature, documents, milliseconds } = question;
    const places = Object.keys(documents);
    const declared = Object.fromEntries(places.map((place) => [place, artifact.file()]));
    const files = await new TravellingValues(orchestrator.objects).unpack(documents, declared);
    const call = { signature, milliseconds, documents: places.map((at) => (files[at] as SourceFile).bytes) };
    return { inferred: await orchestrator.infer(call, new AbortController().signal) };
  },
);
