/** A document as a row of a table. */
import type { DocumentView } from '#contracts/document-record.schema.js';

export const EXPORT_COLUMNS = [
  ...['id', 'file', 'status', 'label', 'confidence', 'runner_up', 'runner_up_confidence', 'model', 'pages'],
  ...['language', 'bytes', 'batch', 'duplicate_of', 'created_at', 'updated_at', 'code', 'message'],
  ...['part_of', 'first_page', 'last_page'],
] as const;

/** @returns by {@link EXPORT_COLUMNS}; `code` and `message` say why it failed, was rejected or waits for review */
export function exportRow(view: DocumentView): Record<string, string | number | null> {
  const { id, file, status, label, confidence, pages, language, bytes, created_at, updated_at } = view;
  const why = view.error ?? view.reason;
  return {
    ...{ id, file, status, label, confidence, pages, language, bytes, created_at, updated_at },
    runner_up: view.runner_up?.label ?? null,
    runner_up_confidence: view.runner_up?.confidence ?? null,
    model: view.model?.version ?? null,
    batch: view.batch ?? null,
    duplicate_of: view.duplicate_of ?? null,
    code: why?.code ?? null,
    message: why?.message ?? null,
    part_of: view.part_of?.id ?? null,
    first_page: view.part_of?.pages[0] ?? null,
    last_page: view.part_of?.pages[1] ?? null,
  };
}
