/** Whether the database answers, asked of the orchestrator in another process. */
import {
  DATABASE_TOPIC,
  type DatabaseQuestion,
  DatabaseReplySchema,
} from '#contracts/database-message.schema.js';
import type { RemoteApp } from '../messages/remote-app.js';
import type { DatabaseCheck } from './database-token.js';

/** Of the time for the whole answer: the rest is for the way, so that a silent database is told apart from a silent orchestrator. */
const FOR_THE_DATABASE = 0.8;

export class RemoteDatabaseCheck implements DatabaseCheck {
  constructor(private readonly orchestrator: RemoteApp) {}

  async check(milliseconds: number): Promise<void> {
    const question: DatabaseQuestion = { within: Math.round(milliseconds * FOR_THE_DATABASE) };
    await this.orchestrator.ask(DATABASE_TOPIC, question, DatabaseReplySchema, milliseconds);
  }
}
