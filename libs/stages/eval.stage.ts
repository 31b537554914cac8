/** eval: measures the model on the documents kept back. */

import { type EvalParams, EvalParamsSchema } from '#config/params/eval.params.js';
import { type TrainParams, TrainParamsSchema } from '#config/params/train.params.js';
import { DomainError } from '#contracts/domain-error.js';
import { type Evaluation, EvaluationSchema } from '#contracts/evaluation.schema.js';
import { type ExtractedDocument, ExtractedDocumentSchema } from '#contracts/extracted-document.schema.js';
import { artifact, type FileBundle, type JsonCollection } from '#contracts/stage.js';
import { tellClassRisks } from '#core/evaluation/class-risks.js';
import { crossValidate } from '#core/evaluation/cross-validate.js';
import { describeComparison } from '#core/evaluation/describe-comparison.js';
import { describeRule } from '#core/evaluation/describe-rule.js';
import { evaluate } from '#core/evaluation/evaluate.js';
import { tellInseparable } from '#core/evaluation/inseparable-classes.js';
import { judgeDocuments } from '#core/evaluation/judge-documents.js';
import { learningCurve } from '#core/evaluation/learning-curve.js';
import { leftOutClasses } from '#core/evaluation/left-out-classes.js';
import { thumbnailImage } from '#core/evaluation/thumbnail-image.js';
import { writeReport } from '#core/evaluation/write-report.js';
import { decodeModel } from '#core/learning/decode-model.js';
import type { LearningHost } from '#core/learning/learning-host.js';
import type { LinearModel } from '#core/learning/linear-model.js';
import { decodeTrainingData, type TrainingData } from '#core/learning/training-data.js';
import { tellLimitInWorkspace } from '#core/learning/unproven-limit.js';
import { maskDigits } from '#core/text/mask-digits.js';
import { defineStage } from './define-stage.js';

export const evaluation = defineStage<
  {
    dataset: FileBundle;
    model: FileBundle;
    extracted: JsonCollection<ExtractedDocument>;
    before: FileBundle | undefined;
  },
  EvalParams,
  { report: string; metrics: Evaluation }
>({
  name: 'eval',
  version: 16,
  history: {
    1: 'accuracy, F1, confusion, coverage, reliability and mistakes, with intervals',
    2: 'cross-validation, comparison with another model, strongest terms, calibration error by chance',
    3: 'ranges that hold for few documents too; no figures for classes without test documents',
    4: 'calibration error before and after; ranges of the curves',
    5: 'classes that were left out, the rule by which answers stand, documents of too few words counted apart',
    6: 'classes that nothing tells apart are named',
    7: 'two documents tell nothing of classes that cannot be told apart',
    8: 'answers that stood by class, classes that exceed the limit by themselves, models that hold back',
    9: 'ranges of calibration error, log loss, the reliability curve and classes left out; what becomes of these said in a sentence',
    10: 'the learner of train 11',
    11: 'none of n that were rejected is no range of 0 to 0; the document that a limit hangs on',
    12: 'classes that nothing tells apart, said without a command',
    13: 'near-duplicates are one document to ranges, tests and warnings, and are counted',
    14: 'what mends a model that knows no more than the sizes of the classes',
    15: 'a comparison says whether both models kept the same documents back',
    16: 'a class that is never recognised makes no group of those it is taken for; labels that the model does not know',
  },
  summary: 'Measures the model on the documents kept back',
  unit: 'whole',
  inputs: {
    dataset: artifact.bundle(),
    model: artifact.bundle(),
    extracted: artifact.collection(ExtractedDocumentSchema),
    // A bundle to compare the model with; without it nothing is compared.
    before: artifact.optional(artifact.bundle()),
  },
  outputs: { report: artifact.text(), metrics: artifact.json(EvaluationSchema) },
  params: EvalParamsSchema,
  tools: [],
  run: async ({ inputs, params, context }) => {
    const data = decodeTrainingData(inputs.dataset);
    const model = decodeModel(inputs.model);
    const { labels, strongest, calibration } = model.description;
    if (labels.join('\n') !== data.dataset.labels.join('\n')) {
      throw new DomainError(
        'model/outdated',
        `The model knows the classes ${labels.join(', ')}; the dataset has ${data.dataset.labels.join(', ')}. Train it on this dataset: docket repro train.`,
      );
    }
    const host: LearningHost = {
      signal: context.signal,
      progress: (done, total, note) => context.progress(done, total, note),
    };
    const crossValidation = params.folds > 0 ? await crossValidated(data, model, params, host) : undefined;
    const first = crossValidation?.repeats[0];
    const judgements = first?.judgements ?? judgeDocuments(model, data);
    const masked = first?.changed ?? judgeDocuments(model, data, maskDigits);
    const curve = params.learning_curve
      ? await learningCurve(data, model.description.decision.min_words, { signal: context.signal })
      : [];
    const leftOut = params.left_out
      ? await leftOutClasses(data, recipeOf(model), model.description.provenance, host)
      : null;
    const metrics = evaluate(data.dataset, judgements, params.mistakes, {
      masked,
      learningCurve: curve,
      leftOut,
      rule: describeRule(model.description),
      ...(!crossValidation && {
        calibrationTraining: { before: calibration.error_before, after: calibration.error_after },
      }),
      ...(crossValidation && { crossValidation }),
      comparison: inputs.before ? describeComparison(decodeModel(inputs.before), model, data) : null,
    });
    for (const note of metrics.notes.slice(0, 1)) context.log(note);
    const shown = metrics.mistakes.slice(0, params.pictures).map(({ path }) => path);
    const pictures = await picturesOf(shown, inputs.extracted);
    // The report lies in reports/, the scans in data/raw/.
    return { metrics, report: writeReport(metrics, { pictures, strongest, rawFolder: '../data/raw/' }) };
  },
  shortfalls: ({ metrics: { rule, confusion, accepted } }) => {
    const doubt = rule && tellLimitInWorkspace(rule);
    return [
      ...(doubt ? [doubt] : []),
      ...tellClassRisks(accepted, rule).map((message) => ({ code: 'model/class-above-limit', message })),
      ...tellInseparable(confusion).map((message) => ({
        code: 'model/inseparable-classes',
        message: `${message} \`docket data check\` lists those that are probably wrong.`,
      })),
    ].map((shortfall) => ({ ...shortfall, passing: false }));
  },
});

/** The recipe that the model was learned by, as its provenance tells it. */
const recipeOf = ({ description: { provenance } }: LinearModel): TrainParams =>
  TrainParamsSchema.parse(provenance.stages.find(({ stage }) => stage === 'train')?.params ?? {});

async function crossValidated(
  data: TrainingData,
  model: LinearModel,
  { folds, repeats }: EvalParams,
  host: LearningHost,
) {
  const settings = recipeOf(model);
  const plan = { folds, repeats, seed: settings.seed };
  const { provenance } = model.description;
  return { folds, repeats: await crossValidate(data, settings, plan, maskDigits, provenance, host) };
}

async function picturesOf(
  paths: readonly string[],
  extracted: JsonCollection<ExtractedDocument>,
): Promise<Map<string, string>> {
  const pictures = new Map<string, string>();
  const known = new Set(extracted.paths);
  for (const path of paths) {
    const file = known.has(`${path}.json`) ? `${path}.json` : path;
    try {
      const thumbnail = (await extracted.read(file)).pages[0]?.thumbnail;
      const image = thumbnail && thumbnailImage(thumbnail);
      if (image) pictures.set(path, image);
    } catch (error) {
      // A picture is a help; the report stands without it.
      if (!(error instanceof DomainError)) throw error;
    }
  }
  return pictures;
}
