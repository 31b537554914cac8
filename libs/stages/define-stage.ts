/** Checks a stage's types where it is written. */
import type { StageDefinition } from '#contracts/stage.js';
import type { StageTools } from './stage-tools.js';

export function defineStage<Inputs, Params, Outputs>(
  stage: StageDefinition<Inputs, Params, Outputs, StageTools>,
): StageDefinition<Inputs, Params, Outputs, StageTools> {
  return Object.freeze(stage);
}
