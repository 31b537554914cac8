/** The orchestrator's messages about documents. */
import {
  DOCUMENTS_TOPIC,
  DocumentQuestionSchema,
  type DocumentReply,
} from '#contracts/document-message.schema.js';
import { messageController } from '../messages/message-controller.js';
import { Documents } from './documents.js';
import type { LocalDocuments } from './local-documents.js';

export const DocumentsMessages = messageController(
  { topic: DOCUMENTS_TOPIC, questions: DocumentQuestionSchema, answerer: Documents },
  async (documents: LocalDocuments, question): Promise<DocumentReply> => {
    switch (question.ask) {
      case 'hold':
        await documents.hold(question.sha256);
        return { done: true };
      case 'giveUp':
        await documents.giveUp(question.sha256s);
        return { done: true };
      case 'accept':
        return { records: [...(await documents.accept(question.files, question.options))], next: null };
      case 'settled':
        return { unanswered: await documents.unanswered(question.ids, question.milliseconds) };
      case 'find':
        return { records: [await documents.find(question.id)], next: null };
      case 'page':
        return documents.page(question.query);
      case 'cancel':
        return { records: [await documents.cancel(question.id)], next: null };
      case 'remove':
        await documents.remove(question.id);
        return { done: true };
    }
  },
);
