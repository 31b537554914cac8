/** How each stage of the flow must run for a model, so that it reads documents exactly as in training. */
import { DomainError } from '#contracts/domain-error.js';
import type { Provenance } from '#contracts/provenance.schema.js';
import type { StageName } from '#contracts/stage.js';
import type { PredictionFlow } from './bind-flow.js';

/**
 * Stages that feed the model's input run with the params on record; only the stage that is given the model itself
 * takes today's. A stage whose version differs from the record is refused: a version rises only where the same
 * input may give another output, and a classifier fed with other text answers confidently and wrong.
 * @param today section of params.yaml for a stage, complete
 * @returns params by stage
 * @throws DomainError 'model/outdated' listing every difference
 */
export function repeatTraining(
  flow: PredictionFlow,
  { stages }: Provenance,
  today: (stage: StageName) => unknown,
): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const { stage, definition, usesModel } of flow.steps) {
    if (usesModel) {
      params[stage] = today(stage);
      continue;
    }
    const record = stages.find((each) => each.stage === stage);
    if (record === undefined) {
      problems.push(`it was trained without stage '${stage}'`);
    } else if (record.version !== definition.version) {
      problems.push(
        `it was trained with version ${record.version} of stage '${stage}', and this Docket has version ${definition.version}`,
      );
    } else {
      const parsed = definition.params.safeParse(record.params);
      if (parsed.success) params[stage] = parsed.data;
      else {
        const [issue] = parsed.error.issues;
        problems.push(
          `its params of stage '${stage}' are unknown to this Docket (${issue?.path.join('.')}: ${issue?.message})`,
        );
      }
    }
  }
  if (problems.length > 0) {
    throw new DomainError(
      'model/outdated',
      `The model cannot be used: ${problems.join('; ')}. Train it again: docket repro.`,
      { problems },
    );
  }
  return params;
}

export interface EngineDifference {
  stage: string;
  engine: string;
  trained: string;
  now: string;
}

/** Engines that are not those of training. Documents read by another engine may look different to the model. */
export function engineDifferences(
  { stages }: Provenance,
  now: Readonly<Record<string, Readonly<Record<string, string>>>>,
): EngineDifference[] {
  return stages.flatMap(({ stage, engines }) =>
    Object.entries(engines).flatMap(([engine, trained]) => {
      const current = now[stage]?.[engine];
      return current === undefined || current === trained ? [] : [{ stage, engine, trained, now: current }];
    }),
  );
}
