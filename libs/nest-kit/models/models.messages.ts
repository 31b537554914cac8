/** The orchestrator's messages about versions of the model: it owns the database. */
import { Models } from '#composition/models/models.js';
import { MODELS_TOPIC, ModelsQuestionSchema, type ModelsReply } from '#contracts/models-message.schema.js';
import { messageController } from '../messages/message-controller.js';

export const ModelsMessages = messageController(
  { topic: MODELS_TOPIC, questions: ModelsQuestionSchema, answerer: Models },
  async (models: Models, question): Promise<ModelsReply> => {
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
  },
);
