/**
 * Learns a model from a dataset, the same bits for the same data and seed.
 *
 *   blocks ──► members, each scored out of fold ──► stack ──► thresholds
 *                    └─ and learned on everything ────┴──► folded into one linear model
 */
import { DomainError } from '#contracts/domain-error.js';
import { MODEL_FORMAT, type ModelBundle } from '#contracts/model-bundle.schema.js';
import type { Provenance } from '#contracts/provenance.schema.js';
import { expectedCalibrationErrorOf } from '../evaluation/calibration-error.js';
import { blockSteps, type TrainBlocks } from './build-blocks.js';
import { chooseStack } from './choose-stack.js';
import { crossFolds, foldsFor } from './cross-folds.js';
import { decide } from './decide.js';
import { evidenceAsked } from './evidence.js';
import { type Familiarity, familiaritySteps } from './fit-familiarity.js';
import { columnsBefore, foldMembers } from './fold-members.js';
import { leanSettings } from './lean-settings.js';
import { learnMember } from './learn-member.js';
import { inTurns, type LearningHost } from './learning-host.js';
import type { FigureBlock, LinearModel, TermBlock } from './linear-model.js';
import { logLossByShares } from './log-loss-by-shares.js';
import { logitsByShape } from './logits-by-shape.js';
import { outOfFold } from './out-of-fold.js';
import type { Span } from './span.js';
import { occurrences, strongestTerms } from './strongest-terms.js';
import type { TrainSettings } from './train-settings.js';
import type { TrainingData } from './training-data.js';

const STRONGEST_PER_CLASS = 25;

export async function trainModel(
  data: TrainingData,
  wanted: TrainSettings,
  provenance: Provenance,
  host: LearningHost = {},
  search: ModelBundle['search'] = null,
): Promise<LinearModel> {
  const { documents, labels: names } = data.dataset;
  const training = documents.filter(({ part }) => part === 'train');
  const settings = leanSettings(wanted, training.length, names.length);
  const blocks = await inTurns(blockSteps(data, settings), host);
  const { labels, classes } = blocks;
  if (blocks.members.length === 0) {
    throw new DomainError(
      'config/invalid',
      'There is nothing to learn from: the weights of words, characters, shape, layout and picture (under train:) are all 0, or the documents have none of what is switched on. Set one of them to 1.',
    );
  }
  const folds = foldsFor(settings.folds, labels.length, classes);
  const foldOf = crossFolds(labels, blocks.groups, folds, settings.seed);
  const unseen = await outOfFold(blocks, foldOf, folds, settings, host);
  const stack = await chooseStack(unseen, labels, foldOf, folds, classes, host);

  const byShares = logLossByShares(labels, classes);
  const everything = Int32Array.from(labels, (_, at) => at);
  const learned = [];
  for (const [at, member] of blocks.members.entries()) {
    const done = blocks.members.length * folds + at;
    host.progress?.(done, blocks.members.length * (folds + 1), `${member.name}, all documents`);
    learned.push(await learnMember(member, everything, labels, classes, settings, host));
  }
  const { terms, figures, intercepts } = foldMembers(blocks, learned, stack.stack);
  const words = Int32Array.from(training, (document) => document.words);
  const languages = training.map(({ language }) => language);
  const judged = everything.filter((row) => words[row]! >= settings.decide.min_words);
  const familiarity = await inTurns(
    familiaritySteps(blocks, foldOf, folds, stack.logits, judged, settings),
    host,
  );
  const strongest = strongestOf(blocks, terms);
  const interceptsOf = (row: number): Float64Array =>
    stack.intercepts.subarray(foldOf[row]! * classes, (foldOf[row]! + 1) * classes);
  const shapeLogits = logitsByShape(blocks, unseen, stack.stacks, foldOf);
  return {
    terms,
    figures: figures.map((block) => withAppearance(block, familiarity)),
    intercepts,
    centroids: familiarity.centroids,
    claim: familiarity.claim,
    directions: familiarity.span?.directions ?? null,
    description: {
      format: MODEL_FORMAT,
      labels: data.dataset.labels,
      support: data.dataset.labels.map((_, label) => labels.filter((other) => other === label).length),
      terms: terms.map(
        ({
          name,
          vocabulary: {
            settings: { kind, min, max },
            keysA,
          },
        }) => ({
          name,
          kind,
          min,
          max,
          size: keysA.length,
        }),
      ),
      figures: figures.map(({ name, scaling }) => ({
        name,
        width: scaling.centres.length,
        waves: scaling.settings.waves,
        gamma: scaling.settings.gamma,
        appearance: name !== 'shape' && familiarity.appearances[name] !== undefined,
      })),
      members: blocks.members.map(({ name, learner, parts }) => ({ name, learner, blocks: [...parts] })),
      calibration: {
        form: stack.form,
        log_loss: stack.loss,
        log_loss_by_shares: byShares,
        accuracy: accuracyOf(stack.logits, labels, classes),
        error_before: expectedCalibrationErrorOf(unseen[0]!.scores, labels, classes),
        error_after: expectedCalibrationErrorOf(stack.logits, labels, classes),
        log_losses: stack.losses,
      },
      decision: decide(
        {
          logits: stack.logits,
          interceptsOf,
          shapeOf: (row) => {
            const assumed = interceptsOf(row);
            return shapeLogits
              .subarray(row * classes, (row + 1) * classes)
              .map((logit, label) => logit - assumed[label]!);
          },
          familiarity: familiarity.scores,
          labels,
          groups: blocks.groups,
          names,
          words,
          languages,
          judged,
          pathOf: (row) => training[row]!.path,
        },
        evidenceAsked(
          classes,
          blocks.members.some(({ name }) => name !== 'shape'),
          settings.decide.wording ? languages : null,
        ),
        settings.decide,
        stack.loss < byShares,
      ),
      familiarity: {
        block: familiarity.block,
        terms: familiarity.terms,
        claim: familiarity.claim !== null,
        span: describeSpan(familiarity.span),
        measures: [...familiarity.references],
      },
      strongest: Object.fromEntries(data.dataset.labels.map((label, at) => [label, strongest[at] ?? []])),
      search,
      provenance,
    },
  };
}

function strongestOf(blocks: TrainBlocks, terms: readonly TermBlock[]): ReturnType<typeof strongestTerms> {
  const words = terms.find(({ vocabulary }) => vocabulary.settings.kind === 'word');
  const member = words && blocks.members.find(({ parts }) => parts.includes(words.name));
  if (!words || !member) return [];
  const start = columnsBefore(blocks, member.parts, words.name);
  const { labels, classes, features } = blocks;
  const occurs = occurrences(member.matrix, start, words.vocabulary.keysA.length, labels, classes);
  return strongestTerms(words, features.corpus, occurs, classes, STRONGEST_PER_CLASS);
}

const describeSpan = (span: Span | undefined): ModelBundle['familiarity']['span'] =>
  span ? { terms: span.terms, directions: span.directions.length / span.terms, ...span.expectation } : null;

function withAppearance(block: FigureBlock, { appearances }: Familiarity): FigureBlock {
  const appearance = block.name === 'shape' ? undefined : appearances[block.name];
  return appearance ? { ...block, appearance } : block;
}

function accuracyOf(logits: Float64Array, labels: Int32Array, classes: number): number {
  let right = 0;
  labels.forEach((label, row) => {
    const own = logits.subarray(row * classes, (row + 1) * classes);
    if (own.every((logit) => logit <= own[label]!)) right += 1;
  });
  return labels.length > 0 ? right / labels.length : 0;
}
