/** Joins stages into a prediction flow: where each input comes from follows from what it declares to be. */
import { ExtractedDocumentSchema } from '#contracts/extracted-document.schema.js';
import { didYouMean } from '#contracts/nearest-name.js';
import { PredictionSchema } from '#contracts/prediction.schema.js';
import { type AnyStage, type Artifact, STAGE_NAMES, type StageName } from '#contracts/stage.js';

export type Source =
  | { from: 'upload' }
  | { from: 'model' }
  | { from: 'step'; stage: StageName; output: string }
  | { from: 'nothing' };

export interface FlowStep {
  stage: StageName;
  definition: AnyStage;
  /** By the name of the input. */
  sources: Record<string, Source>;
  /** Whether it is given the model: its params are today's. All others run as they did for the model's training. */
  usesModel: boolean;
}

export interface PredictionFlow {
  steps: FlowStep[];
  /** Output that is the answer. */
  prediction: Extract<Source, { from: 'step' }>;
  /** Output that says what was read. */
  extracted: Extract<Source, { from: 'step' }>;
}

/**
 *   upload ──► etl ──► clean-text ──► predict ──► answer
 *               └──────────────────────┘  ▲ model
 *
 * An input takes the uploaded file, the model, or the latest output before it of the same shape.
 * @param names as `pipelines: prediction:` gives them
 * @returns every problem at once; a flow only where there is none
 */
export function bindFlow(
  names: readonly string[],
  definitions: Readonly<Record<string, AnyStage | undefined>>,
): { flow: PredictionFlow; problems: [] } | { flow: null; problems: string[] } {
  const problems: string[] = [];
  const steps: FlowStep[] = [];
  const made: { stage: StageName; output: string; schema: unknown }[] = [];
  const latest = (schema: unknown): Extract<Source, { from: 'step' }> | undefined => {
    const found = made.findLast((each) => each.schema === schema);
    return found && { from: 'step', stage: found.stage, output: found.output };
  };
  for (const name of names) {
    const definition = definitions[name];
    if (definition === undefined) {
      problems.push(`'${name}' is no stage of the platform.${didYouMean(name, STAGE_NAMES)}`);
      continue;
    }
    const sources: Record<string, Source> = {};
    for (const [input, artifact] of Object.entries<Artifact<unknown>>(definition.inputs)) {
      const source = sourceOf(artifact, latest);
      if (source === undefined) {
        problems.push(
          `'${name}' needs '${input}', which no stage before it makes; change the order of the flow.`,
        );
      } else sources[input] = source;
    }
    for (const [output, { schema }] of Object.entries<Artifact<unknown>>(definition.outputs)) {
      made.push({ stage: definition.name, output, schema });
    }
    const usesModel = Object.values(sources).some(({ from }) => from === 'model');
    steps.push({ stage: definition.name, definition, sources, usesModel });
  }
  const prediction = latest(PredictionSchema);
  const extracted = latest(ExtractedDocumentSchema);
  // A stage that is wrong may be the very one that is missed here.
  const wired = problems.length === 0;
  if (wired && prediction === undefined)
    problems.push('no stage of the flow says what the document is; end it with predict.');
  if (wired && extracted === undefined)
    problems.push('no stage of the flow reads the document; begin it with etl.');
  if (problems.length > 0 || prediction === undefined || extracted === undefined)
    return { flow: null, problems };
  return { flow: { steps, prediction, extracted }, problems: [] };
}

function sourceOf(
  artifact: Artifact<unknown>,
  latest: (schema: unknown) => Source | undefined,
): Source | undefined {
  if (artifact.kind === 'file') return { from: 'upload' };
  if (artifact.kind === 'bundle') return { from: 'model' };
  return latest(artifact.schema) ?? (artifact.optional ? { from: 'nothing' } : undefined);
}
