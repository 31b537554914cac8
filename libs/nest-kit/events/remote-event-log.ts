/** The events in the database of the orchestrator, which is another process. */
import { EVENTS_TOPIC, type EventsQuestion, EventsReplySchema } from '#contracts/events-message.schema.js';
import type { EventPage, EventQuery } from '#contracts/platform-event.schema.js';
import { EventLog } from '#ports/event-log.port.js';
import type { RemoteApp } from '../messages/remote-app.js';

const ANOTHER = 'it answers another question';

export class RemoteEventLog extends EventLog {
  constructor(private readonly orchestrator: RemoteApp) {
    super();
  }

  override async now(): Promise<string> {
    const reply = await this.ask({ ask: 'now' });
    if ('now' in reply) return reply.now;
    throw this.orchestrator.away(ANOTHER);
  }

  override async read(query: EventQuery): Promise<EventPage> {
    const reply = await this.ask({ ask: 'read', query });
    if ('events' in reply) return reply;
    throw this.orchestrator.away(ANOTHER);
  }

  private ask(question: EventsQuestion) {
    return this.orchestrator.ask(EVENTS_TOPIC, question, EventsReplySchema);
  }
}
