/** Reads documents that wait: through the prediction flow to their answer, which it writes down. */
import type { ClaimedJob, Lease } from '#ports/document-records.port.js';
import type { Classify } from '../orchestrator/local-orchestrator.js';
import type { DocumentStory } from './document-story.js';
import { JobWorker, type JobWorkerParts } from './job-worker.js';
import { keptUpload } from './kept-upload.js';
import { type PartsKeeping, withFoundParts } from './with-found-parts.js';

export interface DocumentWorkerParts extends JobWorkerParts, PartsKeeping {
  classify: Classify;
}

export class DocumentWorker extends JobWorker<DocumentWorkerParts> {
  protected override claim(lease: Lease, most: number): Promise<ClaimedJob[]> {
    return this.parts.records.claim(lease, most);
  }

  protected override reclaim(): Promise<number> {
    return this.parts.records.reclaimAll('read');
  }

  protected override async attempt(
    { record }: ClaimedJob,
    story: DocumentStory,
    signal: AbortSignal,
  ): Promise<void> {
    const { id, name, owner, split } = record;
    const {
      answer,
      parts = [],
      ...answered
    } = await this.parts.classify(
      { id, name, sha256: keptUpload(record), owner, split },
      { signal, onState: (state) => story.add({ state }) },
    );
    story.add({ state: answer.status, ...(answer.error && { error: answer.error }) });
    await withFoundParts(record, parts, this.parts, async (found) =>
      this.finish(record, signal, { history: await story.whole(), answer, ...answered, parts: found }),
    );
  }
}
