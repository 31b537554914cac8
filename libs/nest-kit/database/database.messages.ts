/** The orchestrator's message about the database: whether it answers. */
import {
  DATABASE_TOPIC,
  DatabaseQuestionSchema,
  type DatabaseReply,
} from '#contracts/database-message.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { messageController } from '../messages/message-controller.js';
import { DATABASE, type DatabaseCheck } from './database-token.js';

export const DatabaseMessages = messageController(
  { topic: DATABASE_TOPIC, questions: DatabaseQuestionSchema, answerer: DATABASE },
  async (database: DatabaseCheck, { within }): Promise<DatabaseReply> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const silent = () =>
        new DomainError('service/timeout', `The database does not answer within ${within / 1000} s.`);
      timer = setTimeout(() => reject(silent()), within);
    });
    try {
      await Promise.race([database.check(within), late]);
      return { answers: true };
    } finally {
      clearTimeout(timer);
    }
  },
);
