/** Every question about feedback, each with what it takes and gives: asked in the process of the database, or by message. */
import { z } from 'zod';
import { type CallsOf, call } from './call-table.js';
import { DocumentRecordSchema } from './document-record.schema.js';
import {
  FeedbackPageSchema,
  FeedbackSchema,
  NewFeedbackSchema,
  ReviewQuerySchema,
} from './feedback.schema.js';
import { PageQuerySchema } from './page-query.schema.js';

export const FEEDBACK_TOPIC = 'orchestrator.feedback';

const id = z.string();
/** Who says it: an account's name. */
const by = z.string();

export const FEEDBACK_CALLS = {
  /**
   * Of this document. What says the same as what counts already changes nothing.
   * @throws DomainError 'request/not-found', 'feedback/unknown-label', 'feedback/no-answer'
   */
  give: call(z.tuple([id, NewFeedbackSchema, by]), FeedbackSchema),
  /** Nothing where nothing counts. @throws DomainError 'request/not-found' */
  takeBack: call(z.tuple([id, by]), z.null()),
  /** Of this document, oldest first. */
  ofDocument: call(z.tuple([id, PageQuerySchema]), FeedbackPageSchema),
  /** Of all, newest first. */
  history: call(z.tuple([PageQuerySchema]), FeedbackPageSchema),
  /** Documents that nobody has said anything about yet, the least sure first. */
  queue: call(
    z.tuple([ReviewQuerySchema]),
    z.object({ records: z.array(DocumentRecordSchema), next: z.string().nullable() }),
  ),
};

/** All calls throw DomainError 'database/unavailable' or 'service/unavailable' where feedback cannot be looked up. */
export type FeedbackCalls = CallsOf<typeof FEEDBACK_CALLS>;
