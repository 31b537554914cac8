/** The errors among the answers that stood, class by class: the owner's limit is kept by all of them together. */
import type { Evaluation } from '#contracts/evaluation.schema.js';
import { shownShare } from '#contracts/shown-share.js';
import { binomialTail } from '../learning/decision-rule.js';
import { byGroup, distinctInterval, type GroupOf } from './distinct-documents.js';
import { isRight, type Judgement } from './judgement.js';

/** @param labels of the dataset @returns by class, of the answers that stood with it */
export function classRisks(
  labels: readonly string[],
  judgements: readonly Judgement[],
  groupOf: GroupOf = ({ document }) => document,
): Evaluation['accepted'] {
  const stood = judgements.filter(({ status }) => status === 'classified');
  return Object.fromEntries(
    labels.flatMap((name, label) => {
      const own = stood.filter(({ predicted }) => predicted === label);
      if (own.length === 0) return [];
      const wrong = own.filter((judgement) => !isRight(judgement)).length;
      const error = wrong / own.length;
      const groups = byGroup(own, groupOf);
      const distinct =
        groups.length < own.length
          ? {
              answers: groups.length,
              wrong: groups.filter((members) => members.some((one) => !isRight(one))).length,
            }
          : null;
      const interval = distinctInterval(wrong, own, groupOf);
      return [[name, { answers: own.length, wrong, error, interval, distinct }]];
    }),
  );
}

/** One sentence for each class whose answers are wrong more often than the owner allows, where luck hardly explains it. */
export const tellClassRisks = (
  accepted: Evaluation['accepted'],
  rule: Pick<NonNullable<Evaluation['rule']>, 'max_error' | 'risk'> | null,
): string[] =>
  Object.entries(accepted).flatMap(([label, { answers, wrong, error, distinct }]) =>
    rule && wrong > 0 && isAbove(distinct ?? { answers, wrong }, rule)
      ? [
          `Of ${answers} answers '${label}' that stood ${wrong} ${wrong === 1 ? 'was' : 'were'} wrong (${shownShare(error!)}). The limit of ${shownShare(rule.max_error)} (train.decide.max_error) is one for all answers together, not for each class: look at every '${label}', or give the model more documents of it.`,
        ]
      : [],
  );

/** Whether luck hardly explains so many wrong ones of independent answers. */
const isAbove = (
  { answers, wrong }: { readonly answers: number; readonly wrong: number },
  { max_error, risk }: Pick<NonNullable<Evaluation['rule']>, 'max_error' | 'risk'>,
): boolean => 1 - binomialTail(answers, wrong - 1, max_error) <= risk;
