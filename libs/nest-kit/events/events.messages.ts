/** The orchestrator's messages about events: it owns the database. */
import { EVENTS_TOPIC, EventsQuestionSchema, type EventsReply } from '#contracts/events-message.schema.js';
import { EventLog } from '#ports/event-log.port.js';
import { messageController } from '../messages/message-controller.js';

export const EventsMessages = messageController(
  { topic: EVENTS_TOPIC, questions: EventsQuestionSchema, answerer: EventLog },
  async (log: EventLog, question): Promise<EventsReply> =>
    question.ask === 'now' ? { now: await log.now() } : log.read(question.query),
);
