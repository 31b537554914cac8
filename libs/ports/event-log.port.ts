/**
 * Every state that documents and runs came to, in an order that never changes.
 *
 * Promises: an event is on record with the state itself, or neither is; whoever reads on from where it stopped misses
 * nothing and gets nothing twice, whatever is written at the same time; events go with their document.
 * Events are kept for a week. Whoever reads on from further back, or from a place of another database, begins with the
 * oldest one there is.
 * All calls throw DomainError 'database/unavailable' where the database cannot be reached.
 */
import type { EventPage, EventQuery } from '#contracts/platform-event.schema.js';

export abstract class EventLog {
  /** The place after all that has happened. */
  abstract now(): Promise<string>;
  /** In order. */
  abstract read(query: EventQuery): Promise<EventPage>;
}
