/** The orchestrator's messages about versions of the model: it owns the database. */
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { Models } from '#composition/models/models.js';
import {
  MODELS_TOPIC,
  type ModelsQuestion,
  ModelsQuestionSchema,
  type ModelsReply,
} from '#contracts/models-message.schema.js';
import { answerOrError } from '../messages/answer-or-error.js';
import { LOG, type Log } from '../observability/log.js';

@Controller()
export class ModelsMessages {
  constructor(
    private readonly models: Models,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @MessagePattern(MODELS_TOPIC)
  answer(@Payload() message: unknown): Promise<ModelsReply> {
    return answerOrError(MODELS_TOPIC, this.log, () => this.reply(ModelsQuestionSchema.parse(message)));
  }

  private async reply(question: ModelsQuestion): Promise<ModelsReply> {
    const { models } = this;
    switch (question.ask) {
      case 'register':
        return { registered: await models.register() };
      case 'page':
        return { page: await models.page(question.limit, question.before) };
      case 'find':
        return { model: await models.find(question.version) };
      case 'moves':
        return { moves: await models.moves(question.limit, question.before) };
      case 'move':
        return { move: await models.move(question.alias, question.version, question.note) };
      case 'rollback':
        return { move: await models.rollback(question.note) };
    }
  }
}
