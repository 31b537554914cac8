/** clean-text: one clean text of each document, the same for training and prediction. */

import { type CleanTextParams, CleanTextParamsSchema } from '#config/params/clean-text.params.js';
import { type CleanDocument, CleanDocumentSchema } from '#contracts/clean-document.schema.js';
import { type ExtractedDocument, ExtractedDocumentSchema } from '#contracts/extracted-document.schema.js';
import { artifact } from '#contracts/stage.js';
import { cleanDocument } from '#core/text/clean-document.js';
import { defineStage } from './define-stage.js';

export const cleanText = defineStage<
  { extracted: ExtractedDocument },
  CleanTextParams,
  { document: CleanDocument }
>({
  name: 'clean-text',
  version: 2,
  history: {
    1: 'normalises, joins hyphens, drops noise, masks digits, finds the language',
    2: 'the language of forms is found by the words printed on them',
  },
  summary: 'Makes one clean text of each document',
  unit: 'item',
  inputs: { extracted: artifact.json(ExtractedDocumentSchema) },
  outputs: { document: artifact.json(CleanDocumentSchema) },
  params: CleanTextParamsSchema,
  tools: [],
  run: ({ inputs, params }) => ({ document: cleanDocument(inputs.extracted, params).document }),
});
