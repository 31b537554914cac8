/** The etl stage on this machine's own tools, as its host runs it: a file's bytes to the extracted document. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClosableStageTools, createStageTools } from '../../libs/composition/stage-tools.js';
import type { EtlParams } from '../../libs/config/params/etl.params.js';
import type { ExtractedDocument } from '../../libs/contracts/extracted-document.schema.js';
import { etl } from '../../libs/stages/etl.stage.js';
import type { StageTools } from '../../libs/stages/stage-tools.js';

/** Language data is unpacked here once for all test runs of a machine. */
export const OCR_CACHE = join(tmpdir(), 'docket-test-ocr');

export const openTools = (): Promise<ClosableStageTools> =>
  createStageTools({ ocrEngine: 'auto', workers: 2, cacheDirectory: OCR_CACHE });

/** @throws DomainError as the stage does */
export async function extract(
  bytes: Uint8Array,
  tools: StageTools,
  params: Partial<EtlParams> = {},
): Promise<ExtractedDocument> {
  const { document } = await etl.run({
    inputs: { file: { path: 'document', bytes } },
    params: etl.params.parse(params),
    tools,
    context: {
      signal: new AbortController().signal,
      progress: () => undefined,
      log: () => undefined,
      provenance: { docket: '0', node: '20', platform: 'test', git: null, data: null, stages: [] },
    },
  });
  return document;
}
