/** The orchestrator's messages about documents. */
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import {
  DOCUMENTS_TOPIC,
  type DocumentQuestion,
  DocumentQuestionSchema,
  type DocumentReply,
} from '#contracts/document-message.schema.js';
import { answerOrError } from '../messages/answer-or-error.js';
import { LOG, type Log } from '../observability/log.js';
import { Documents } from './documents.js';
import type { LocalDocuments } from './local-documents.js';

@Controller()
export class DocumentsMessages {
  constructor(
    @Inject(Documents) private readonly documents: LocalDocuments,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @MessagePattern(DOCUMENTS_TOPIC)
  answer(@Payload() message: unknown): Promise<DocumentReply> {
    return answerOrError(DOCUMENTS_TOPIC, this.log, () => this.reply(DocumentQuestionSchema.parse(message)));
  }

  private async reply(question: DocumentQuestion): Promise<DocumentReply> {
    const { documents } = this;
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
  }
}
