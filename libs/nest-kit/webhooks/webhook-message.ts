/** What a webhook is told: type, time, and the document or run in the words of the API. */
import { hasRole, SEES_ALL, seesDocumentsOf } from '#core/accounts/access-rules.js';
import type { ClaimedDelivery } from '#ports/webhook-records.port.js';
import { documentView } from '../documents/document-view.js';

/** @returns the body as JSON; null where its account may not see that any more */
export function webhookMessage({
  type,
  at,
  document,
  run,
  account,
  webhook,
}: ClaimedDelivery): string | null {
  const who = { account };
  if (account.disabled) return null;
  if (document !== null) {
    if (document.owner !== account.id && !webhook.everybodys) return null;
    if (!seesDocumentsOf(who, document.owner)) return null;
    const { id, file, status, label, confidence, runner_up, model, pages, language, ...view } =
      documentView(document);
    const { bytes, created_at, updated_at, error, reason, duplicate_of } = view;
    return JSON.stringify({
      ...{ type, timestamp: at },
      data: {
        ...{ id, file, status, label, confidence, runner_up, model, pages, language, reason, error },
        ...{ duplicate_of, bytes, created_at, updated_at },
      },
    });
  }
  if (run !== null && !hasRole(who, SEES_ALL)) return null;
  const told = run && {
    ...{ id: run.id, pipeline: run.pipeline, cause: run.cause, state: run.state, error: run.error },
    ...{ started_at: run.started_at, ended_at: run.ended_at },
  };
  return JSON.stringify({ type, timestamp: at, data: told ?? {} });
}
