/** What `/api/v1/events` tells: every state of documents, and how far runs are. */
import { z } from 'zod';
import { DocumentViewSchema } from './document-record.schema.js';
import { type RunRecord, RunRecordSchema } from './run-record.schema.js';

/** A place between events: transaction and number of the last one before it. Opaque to clients. */
export const EventPositionSchema = z
  .string()
  .regex(/^\d{1,19}-\d{1,18}$/, 'takes the id of an event (what the header Last-Event-ID has, too)');

/** The words of a document as the list has them; class and confidence are there from its answer on. */
export const DocumentEventSchema = DocumentViewSchema.pick({
  ...{ id: true, file: true, status: true, label: true, confidence: true, model: true, error: true },
}).extend({ at: z.iso.datetime() });
export type DocumentEvent = z.infer<typeof DocumentEventSchema>;

export const RunEventSchema = RunRecordSchema.pick({
  ...{ id: true, pipeline: true, cause: true, state: true, progress: true, stages: true, error: true },
  ...{ started_at: true, ended_at: true },
});
export type RunEvent = z.infer<typeof RunEventSchema>;

/** What the stream tells of a run, from its record. */
export const runEventOf = (record: RunRecord): RunEvent => RunEventSchema.parse(record);

const place = {
  position: EventPositionSchema,
  /** Id of the account whose document it is; null where nobody's. */
  owner: z.string().nullable(),
};
/** As it is on record. */
export const LoggedEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('document'), ...place, data: DocumentEventSchema }),
  z.object({ type: z.literal('run'), ...place, data: RunEventSchema }),
]);
export type LoggedEvent = z.infer<typeof LoggedEventSchema>;

export const EventQuerySchema = z.object({
  /** Where the last reading ended; null: from the oldest on. */
  after: EventPositionSchema.nullable(),
  limit: z.int().positive(),
  /** Documents of this account only. */
  owner: z.string().optional(),
  /** This document only. */
  document: z.string().optional(),
  /** Whether those of runs are among them. */
  runs: z.boolean(),
});
export type EventQuery = z.infer<typeof EventQuerySchema>;

export const EventPageSchema = z.object({
  events: z.array(LoggedEventSchema),
  /** From here on nothing has been read; what is before it and not among the events was not asked for. */
  position: EventPositionSchema,
  /** Whether there may be more by now. */
  more: z.boolean(),
});
export type EventPage = z.infer<typeof EventPageSchema>;
