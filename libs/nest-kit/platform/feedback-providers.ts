/** Right labels and the review queue: kept beside the database, asked for elsewhere. */
import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import { LABELLED, LabelledFiles } from '#composition/feedback/labelled-files.js';
import { LocalFeedback } from '#composition/feedback/local-feedback.js';
import { FEEDBACK_CALLS, FEEDBACK_TOPIC } from '#contracts/feedback-call.schema.js';
import type { ObjectStore } from '#ports/object-store.port.js';
import { FEEDBACK, LABEL_KEEPER } from '../feedback/feedback-token.js';
import { LabelKeeper } from '../feedback/label-keeper.js';
import { remoteCalls } from '../messages/call-messages.js';
import type { Orchestrator } from '../orchestrator/orchestrator.js';
import { type PlatformParts, remoteApp } from './platform-parts.js';

export function feedbackProviders(
  parts: PlatformParts,
  objects: ObjectStore,
  orchestrator: Orchestrator,
): Provider[] {
  const { workspace, database, log } = parts;
  if (database === undefined) {
    const feedback = remoteCalls(FEEDBACK_TOPIC, FEEDBACK_CALLS, remoteApp(parts, 'orchestrator'));
    return [{ provide: FEEDBACK, useValue: feedback }];
  }
  const { feedback: records } = database;
  const keeper = new LabelKeeper(new LabelledFiles(workspace, records, objects), log);
  const labels = async () => (await orchestrator.status()).model?.labels ?? [];
  const folder = join(workspace.directory, LABELLED);
  return [
    { provide: FEEDBACK, useValue: new LocalFeedback({ records, folder, labels, onSaid: keeper.wake }) },
    { provide: LABEL_KEEPER, useValue: keeper },
  ];
}
