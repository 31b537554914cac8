/** What the gateway asks of the orchestrator, which owns the database, about events. */
import { z } from 'zod';
import { EventPageSchema, EventPositionSchema, EventQuerySchema } from './platform-event.schema.js';
import { DomainErrorSchema } from './stage-message.schema.js';

export const EVENTS_TOPIC = 'orchestrator.events';

export const EventsQuestionSchema = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('now') }),
  z.object({ ask: z.literal('read'), query: EventQuerySchema }),
]);
export type EventsQuestion = z.infer<typeof EventsQuestionSchema>;

export const EventsReplySchema = z.union([
  EventPageSchema,
  z.object({ now: EventPositionSchema }),
  z.object({ error: DomainErrorSchema }),
]);
export type EventsReply = z.infer<typeof EventsReplySchema>;
