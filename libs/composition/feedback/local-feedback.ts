/** Feedback where the database is: checked against the classes there are, written down, and on its way to the labelled data. */
import { readdir } from 'node:fs/promises';
import { DomainError } from '#contracts/domain-error.js';
import type { Feedback, FeedbackPage, NewFeedback, ReviewQuery } from '#contracts/feedback.schema.js';
import type { FeedbackCalls } from '#contracts/feedback-call.schema.js';
import { didYouMean } from '#contracts/nearest-name.js';
import type { PageQuery } from '#contracts/page-query.schema.js';
import type { FeedbackRecords } from '#ports/feedback-records.port.js';

/** Classes that an error names. */
const SHOWN = 20;

export interface LocalFeedbackParts {
  records: FeedbackRecords;
  /** Absolute, of the labelled documents: a folder for each class. */
  folder: string;
  /** Of the model that is live. */
  labels: () => Promise<readonly string[]>;
  /** Told when a labelled file is to be placed or taken away. */
  onSaid: () => void;
}

export class LocalFeedback implements FeedbackCalls {
  constructor(private readonly parts: LocalFeedbackParts) {}

  async give(document: string, { label, new_class, note }: NewFeedback, by: string): Promise<Feedback> {
    if (!new_class) await this.refuseUnknown(label);
    const feedback = await this.parts.records.say(document, { label, by, note: note ?? null });
    this.parts.onSaid();
    return feedback!;
  }

  async takeBack(document: string, by: string): Promise<null> {
    await this.parts.records.say(document, { label: null, by, note: null });
    this.parts.onSaid();
    return null;
  }

  ofDocument(document: string, page: PageQuery): Promise<FeedbackPage> {
    return this.parts.records.ofDocument(document, page);
  }

  history(page: PageQuery): Promise<FeedbackPage> {
    return this.parts.records.page(page);
  }

  queue(query: ReviewQuery) {
    return this.parts.records.queue(query);
  }

  private async refuseUnknown(label: string): Promise<void> {
    const { records, folder, labels } = this.parts;
    // A folder that is not there has no classes.
    const folders = (await readdir(folder, { withFileTypes: true }).catch(() => []))
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name);
    const known = new Set([...(await labels()), ...folders]);
    // Asked last: it is the only one that asks the database.
    if (known.has(label)) return;
    for (const said of await records.labels()) known.add(said);
    if (known.has(label)) return;
    const classes = [...known].sort();
    const more = classes.length > SHOWN ? ' and others' : '';
    throw new DomainError(
      'feedback/unknown-label',
      `There is no class '${label}'.${didYouMean(label, classes)} There are: ${classes.slice(0, SHOWN).join(', ')}${more}. Where a new class is meant, send "new_class": true, as a reviewer.`,
    );
  }
}
