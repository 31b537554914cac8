/** The admin backend's messages about runs. */
import { RUN_TOPIC, type RunAnswer, RunQuestionSchema } from '#contracts/run-message.schema.js';
import { messageController } from '../messages/message-controller.js';
import { Runs } from './runs.js';

export const RunsMessages = messageController(
  { topic: RUN_TOPIC, questions: RunQuestionSchema, answerer: Runs },
  async (runs: Runs, question): Promise<RunAnswer> => {
    switch (question.ask) {
      case 'start':
        return { run: await runs.start(question.request, question.cause) };
      case 'page':
        return { page: await runs.page(question.limit, question.before) };
      case 'find':
        return { run: await runs.find(question.id) };
      case 'cancel':
        return { run: await runs.cancel(question.id) };
      case 'current':
        return { run: await runs.current() };
    }
  },
);
