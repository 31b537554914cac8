/** The product's table of contents: every stage there is, by name. */
import type { AnyStage, StageName } from '#contracts/stage.js';
import { cleanText } from './clean-text.stage.js';
import { etl } from './etl.stage.js';
import { evaluation } from './eval.stage.js';
import { predict } from './predict.stage.js';
import { preprocess } from './preprocess.stage.js';
import { train } from './train.stage.js';

export const STAGES: Partial<Record<StageName, AnyStage>> = {
  etl,
  'clean-text': cleanText,
  preprocess,
  train,
  eval: evaluation,
  predict,
};
