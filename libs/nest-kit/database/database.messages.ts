/** The orchestrator's message about the database: whether it answers. */
import {
  DATABASE_TOPIC,
  DatabaseQuestionSchema,
  type DatabaseReply,
} from '#contracts/database-message.schema.js';
import { inTime } from '../health/in-time.js';
import { messageController } from '../messages/message-controller.js';
import { DATABASE, type DatabaseCheck } from './database-token.js';

export const DatabaseMessages = messageController(
  { topic: DATABASE_TOPIC, questions: DatabaseQuestionSchema, answerer: DATABASE },
  async (database: DatabaseCheck, { within }): Promise<DatabaseReply> => {
    await inTime(database.check(within), within, 'The database');
    return { answers: true };
  },
);
