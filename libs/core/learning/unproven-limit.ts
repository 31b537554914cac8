/** What to say where the training documents were too few, or misread too often, to prove the limit that was set. */
import type { DecisionRule } from '#contracts/evaluation.schema.js';
import { shownShare } from '#contracts/shown-share.js';
import { tellsNothing } from './decision-rule.js';

type Evidence = Pick<
  DecisionRule,
  'max_error' | 'holds_back' | 'sure' | 'sure_wrong' | 'log_loss' | 'log_loss_by_shares'
>;
type Told = Evidence & Pick<DecisionRule, 'proven' | 'hangs_on'>;

export interface LimitDoubt {
  readonly code: 'model/unproven' | 'model/holds-back';
  readonly message: string;
}

/** @returns undefined where the limit is proven */
export function tellLimit(rule: Told): LimitDoubt | undefined {
  if (rule.holds_back) {
    return {
      code: 'model/holds-back',
      message: `Every answer of this model goes to a person: ${whyHeldBack(rule)}. ${whatMends(rule)}${tellHangsOn(rule)}`,
    };
  }
  if (rule.proven) return undefined;
  return {
    code: 'model/unproven',
    message: `These documents cannot prove that at most ${shownShare(rule.max_error)} of the accepted answers will be wrong (train.decide.max_error); they only make it likelier than not. More documents, or a larger max_error, make it a promise; so may the right label where a sure answer was wrong: a few wrong labels among the surest are enough to prevent it.${tellHangsOn(rule)}`,
  };
}

/** The one document that a person should look at first; '' where no single one decides. */
function tellHangsOn({ hangs_on, holds_back }: Told): string {
  if (!hangs_on) return '';
  const { document, label, answer, confidence } = hangs_on;
  return ` It hangs on one document: '${document}', labelled '${label}', was taken for '${answer}' with ${shownShare(confidence)}; were it right, ${holds_back ? 'answers would stand' : 'the limit would be proven'}. See whether its label is wrong.`;
}

/** The same for those who have the command at hand that finds such labels. */
export function tellLimitInWorkspace(rule: Parameters<typeof tellLimit>[0]): LimitDoubt | undefined {
  const doubt = tellLimit(rule);
  return (
    doubt && {
      ...doubt,
      message: `${doubt.message} \`docket data check\` lists the labels that are probably wrong.`,
    }
  );
}

/** The evidence that is missing, as a part of a sentence. */
export function whyHeldBack(evidence: Evidence): string {
  if (isUninformed(evidence)) {
    const { log_loss, log_loss_by_shares } = evidence;
    return `of documents that it had not seen it knew no more than how large each class is (log loss ${log_loss.toFixed(2)}; ${log_loss_by_shares.toFixed(2)} by the sizes of the classes alone)`;
  }
  const { max_error, sure, sure_wrong } = evidence;
  const asked = `sure to ${shownShare(1 - max_error)} and more, as train.decide.max_error asks for`;
  if (tellsNothing(sure, max_error)) {
    return `of its answers to documents that it had not seen ${sure === 0 ? 'none was' : sure === 1 ? 'only 1 was' : `only ${sure} were`} ${asked}; so few do not tell whether such answers can be trusted`;
  }
  return `of its ${sure} answers to documents that it had not seen that were ${asked}, ${sure_wrong} ${sure_wrong === 1 ? 'was' : 'were'} wrong, which is rather more than that allows`;
}

const whatMends = (evidence: Evidence): string =>
  isUninformed(evidence)
    ? 'More documents of each class mend that, or right labels, where the documents tell their classes apart at all; a larger train.decide.max_error does not.'
    : 'More documents, right labels, or a larger train.decide.max_error mend that.';

interface Uninformed extends Evidence {
  readonly log_loss: number;
  readonly log_loss_by_shares: number;
}

/** Whether its confidence says no more than the sizes of the classes do: no limit is then large enough. */
const isUninformed = (evidence: Evidence): evidence is Uninformed =>
  evidence.log_loss !== null &&
  evidence.log_loss_by_shares !== null &&
  evidence.log_loss >= evidence.log_loss_by_shares;
