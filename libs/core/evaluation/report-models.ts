/**
 * What the report says about models: the terms that speak loudest for each class, what they say of a class that they were
 * never shown, and how one does beside another.
 */
import type { Evaluation, ModelComparison } from '#contracts/evaluation.schema.js';
import type { ModelBundle } from '#contracts/model-bundle.schema.js';
import { tellLimitInWorkspace } from '../learning/unproven-limit.js';
import { fileLink, html, percent } from './html-text.js';

/** Documents listed by name; metrics/eval.json has all. */
const LISTED = 50;

const VERDICTS: Record<ModelComparison['verdict'], string> = {
  better: 'The new model is better',
  worse: 'The new model is worse',
  'cannot tell': 'Which one is better cannot be told from these documents',
};

export function comparisonSection(comparison: ModelComparison | null, rawFolder: string): string {
  if (!comparison) return '';
  const { documents, same_division, first, second, difference, interval, p, verdict, gained, lost, notes } =
    comparison;
  const points = (share: number): string => `${share >= 0 ? '+' : '−'}${Math.abs(share * 100).toFixed(1)}`;
  const range = interval ? ` (${points(interval[0])} to ${points(interval[1])})` : '';
  // Of a model that learned some of these documents neither says anything.
  const luck = same_division ? range : '';
  const odds = same_division
    ? `; odds of so uneven a change by luck: ${p < 0.001 ? 'below 0.001' : p.toFixed(3)}`
    : ', some of which one of them may have learned';
  const accuracyOf = ({ accuracy, accuracy_interval: own }: ModelComparison['first']): string =>
    accuracy === null ? percent(accuracy) : shareWithRange(accuracy, own);
  const list = (title: string, members: ModelComparison['gained']): string => {
    if (members.length === 0) return '';
    const items = members
      .slice(0, LISTED)
      .map(
        ({ path, label, first: before, second: after }) =>
          `<li><a href="${html(rawFolder + fileLink(path))}">${html(path)}</a> is <b>${html(label)}</b>, was read as ${html(before)}, now as ${html(after)}</li>`,
      );
    const more = members.length > LISTED ? `<p class="soft">… and ${members.length - LISTED} more.</p>` : '';
    return `<h3>${title}: ${members.length}</h3><ul>${items.join('')}</ul>${more}`;
  };
  return `<h2>Beside the model before</h2>${notes.map((note) => `<p class="note">${html(note)}</p>`).join('')}
<p><b>${VERDICTS[verdict]}.</b> ${accuracyOf(first)} before, ${accuracyOf(second)} now: ${points(difference)} points${luck} on ${documents} documents${odds}.</p>
${list('Gained', gained)}${list('Lost', lost)}`;
}

/** When an answer stands, and whether the limit that the owner set is a promise. */
export function ruleSection(rule: Evaluation['rule']): string {
  if (!rule) return '';
  const { max_error, risk, sure_words, coverage, error, thresholds } = rule;
  const doubt = tellLimitInWorkspace(rule);
  const promise = doubt
    ? html(doubt.message)
    : `Proven but for odds of ${percent(risk)} (train.decide.risk): of the answers that stand at most ${percent(max_error)} will be wrong (train.decide.max_error), for documents like those learned from. That is a promise for all answers together, not for those of each class.`;
  const measured = `On the training documents, each judged unseen, ${percent(coverage)} stand, ${percent(error)} of them wrong.`;
  const few =
    sure_words > 1
      ? ` Documents of fewer than ${sure_words} words go to a person (train.decide.sure_words).`
      : '';
  return `<h2>When an answer stands</h2><p${doubt ? ' class="note"' : ''}>${promise}</p><p>${measured}${few}</p>${leastOf(thresholds)}`;
}

type Thresholds = NonNullable<Evaluation['rule']>['thresholds'];

/** One line where all classes have the same limits, else a table. */
function leastOf(thresholds: Thresholds): string {
  const told = (least: Thresholds[string]): [string, string] =>
    least === null ? ['never', ''] : [percent(least.confidence), percent(least.margin)];
  const rows = Object.entries(thresholds).map(([label, least]) => [html(label), ...told(least)] as const);
  const [first] = rows;
  if (first && rows.every(([, ...limits]) => limits.join() === first.slice(1).join())) {
    return first[2] === ''
      ? '<p>None does: every answer goes to a person.</p>'
      : `<p>Every class stands from a confidence of ${first[1]}${first[2] === percent(0) ? '' : ` and a lead of ${first[2]} over the next class`}.</p>`;
  }
  const cells = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`);
  return `<table><thead><tr><th>Class</th><th>Stands from a confidence of</th><th>and a lead of</th></tr></thead><tbody>${cells.join('')}</tbody></table>`;
}

type Range = [number, number] | null;
const rangeOf = (range: Range): string => (range ? `${percent(range[0])} to ${percent(range[1])}` : '');
const cell = (share: number, range: Range): string =>
  `<td>${percent(share)} <small>${rangeOf(range)}</small></td>`;
const shareWithRange = (share: number, range: Range): string =>
  `${percent(share)}${range ? ` (${rangeOf(range)})` : ''}`;

export function leftOutSection(leftOut: Evaluation['left_out']): string {
  const title = '<h2>Documents of a class that was never shown</h2>';
  if (!leftOut) {
    return `${title}<p class="soft">Not measured; with eval.left_out: true in params.yaml it is.</p>`;
  }
  const rows = Object.entries(leftOut.classes).map(
    ([label, { documents, ...one }]) =>
      `<tr><td>${html(label)}</td>${cell(one.rejected, one.rejected_interval)}${cell(one.review, one.review_interval)}${cell(one.classified, one.classified_interval)}<td>${one.auroc === null ? '' : `${one.auroc.toFixed(2)}${one.auroc_interval ? ` <small>${one.auroc_interval[0].toFixed(2)} to ${one.auroc_interval[1].toFixed(2)}</small>` : ''}`}</td><td>${documents}</td></tr>`,
  );
  const table =
    rows.length > 0
      ? `<table><thead><tr><th>Class left out</th><th>Rejected</th><th>To a person</th><th>Wrongly classified</th><th>Told from known ones (0.5 is chance, 1 always)</th><th>Documents</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
      : '';
  const known =
    leftOut.known_rejected === null
      ? ''
      : ` Of known classes the same models rejected ${shareWithRange(leftOut.known_rejected, leftOut.known_rejected_interval)}.`;
  return `${title}<p class="soft">${html(leftOut.note)}${known}</p>${table}`;
}

export function strongestSection(strongest: ModelBundle['strongest']): string {
  const classes = Object.entries(strongest).filter(([, terms]) => terms.length > 0);
  if (classes.length === 0) return '';
  const rows = classes.map(([label, terms]) => {
    const most = Math.max(...terms.map(({ weight }) => weight));
    const words = terms.map(
      ({ term, weight }) =>
        `<span title="weight ${weight}" style="opacity:${(0.55 + (0.45 * weight) / most).toFixed(2)}">${html(term)}</span>`,
    );
    return `<tr><td>${html(label)}</td><td class="terms">${words.join(' · ')}</td></tr>`;
  });
  return `<h2>The terms that speak loudest for each class</h2><p class="soft">Digits are masked as 0; a term of two words stands for that pair.</p><table><tbody>${rows.join('')}</tbody></table>`;
}
