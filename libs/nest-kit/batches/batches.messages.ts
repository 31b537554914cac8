/** The orchestrator's messages about batches. */
import { BATCHES_TOPIC, BatchQuestionSchema, type BatchReply } from '#contracts/batch-message.schema.js';
import { messageController } from '../messages/message-controller.js';
import { Batches } from './batches.js';

export const BatchesMessages = messageController(
  { topic: BATCHES_TOPIC, questions: BatchQuestionSchema, answerer: Batches },
  async (batches: Batches, question): Promise<BatchReply> => {
    if (question.ask === 'page') return batches.page(question.query);
    return { batches: [await batches[question.ask](question.id)], next: null };
  },
);
