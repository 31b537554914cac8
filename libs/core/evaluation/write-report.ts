/** The evaluation as one HTML file that needs nothing else: no network, no script. */
import type { Evaluation, Slice } from '#contracts/evaluation.schema.js';
import type { ModelBundle } from '#contracts/model-bundle.schema.js';
import { drawConfusion, drawCoverage, drawLearning, drawReliability } from './draw-charts.js';
import { fileLink, html, percent } from './html-text.js';
import { comparisonSection, leftOutSection, ruleSection, strongestSection } from './report-models.js';
import { REPORT_STYLE } from './report-style.js';

export interface ReportExtras {
  /** Data URI of the first page, by path of the document. */
  readonly pictures: ReadonlyMap<string, string>;
  /** Of the model: by class, strongest first. */
  readonly strongest: ModelBundle['strongest'];
  /** Where the scans lie, seen from the report, ending with '/'. */
  readonly rawFolder: string;
}

export function writeReport(evaluation: Evaluation, extras: ReportExtras): string {
  const sections = [
    headline(evaluation),
    ...evaluation.notes.map((note) => `<p class="note">${html(note)}</p>`),
    comparisonSection(evaluation.comparison, extras.rawFolder),
    ...(evaluation.documents.test > 0
      ? [
          decision(evaluation),
          ruleSection(evaluation.rule),
          matrix(evaluation),
          classes(evaluation),
          curves(evaluation),
          slices(evaluation),
        ]
      : []),
    leftOutSection(evaluation.left_out),
    strongestSection(extras.strongest),
    mistakes(evaluation, extras),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>How well documents are read</title><style>${REPORT_STYLE}</style></head>
<body><h1>How well documents are read</h1>
${sections.join('\n')}
</body></html>
`;
}

/** A gain of less than a point is not worth the labelling. */
const LITTLE = 0.01;

const range = (interval: [number, number] | null): string =>
  interval ? `${percent(interval[0])} to ${percent(interval[1])}` : '';

function headline(evaluation: Evaluation): string {
  const { documents, accuracy, accuracy_interval, macro_f1, macro_f1_interval } = evaluation;
  const box = (name: string, value: number | null, below: string): string =>
    `<div><small>${name}</small><b>${percent(value)}</b><small>${below}</small></div>`;
  const figure = (name: string, value: number | null, interval: [number, number] | null): string =>
    box(name, value, range(interval));
  const chance = evaluation.calibration_error_by_chance;
  const calibrated = evaluation.calibration_training;
  const sure = evaluation.expected_calibration_error_interval;
  const loss = evaluation.log_loss_interval;
  const calibration = [
    ...(sure ? [range(sure)] : []),
    ...(chance === null ? [] : [`${percent(chance)} by luck alone`]),
    ...(calibrated
      ? [`in training ${percent(calibrated.before)} before, ${percent(calibrated.after)} after`]
      : []),
  ].join('; ');
  const { kind, folds, repeats } = evaluation.method;
  const how =
    kind === 'hold-out'
      ? `Learned from ${documents.train} documents, tested on ${documents.test} others.`
      : `Each of ${documents.test} documents judged by a model that learned from some ${documents.train} others (${folds} parts, dealt ${repeats.length === 1 ? 'once' : `${repeats.length} times: accuracy ${repeats.map(({ accuracy: one }) => percent(one)).join(', ')}`}).`;
  return `<p class="soft">${how}${documents.distinct === null ? '' : ` With near-duplicates as one, as the ranges count them, these are ${documents.distinct} documents.`} The ranges hold the true figure about 95 times in 100.${silence(evaluation)}</p>
<div class="figures">${figure('Accuracy', accuracy, accuracy_interval)}${documents.unanswered > 0 ? figure('Accuracy, answered ones alone', evaluation.accuracy_answered, evaluation.accuracy_answered_interval) : ''}${figure('Macro F1', macro_f1, macro_f1_interval)}${figure('Weighted F1', evaluation.weighted_f1, evaluation.weighted_f1_interval)}${figure('Accuracy, digits masked', evaluation.accuracy_digits_masked, evaluation.accuracy_digits_masked_interval)}${box('Calibration error', evaluation.expected_calibration_error, calibration)}${evaluation.log_loss === null ? '' : `<div><small>Log loss (0 is best)</small><b>${evaluation.log_loss.toFixed(3)}</b><small>${loss ? `${loss[0].toFixed(3)} to ${loss[1].toFixed(3)}` : ''}</small></div>`}</div>`;
}

/** Counted as not right, though no model could read them: so the figures flatter nobody. */
function silence({ documents: { test, unanswered }, rule }: Evaluation): string {
  if (unanswered === 0) return '';
  const words = rule && rule.min_words > 1 ? `fewer than ${rule.min_words} words` : 'no word';
  return ` ${unanswered} of the ${test} ${unanswered === 1 ? 'has' : 'have'} ${words} to judge by: ${unanswered === 1 ? 'it gets' : 'they get'} no class, and ${unanswered === 1 ? 'counts' : 'count'} as not right, but for the figure of the answered ones.`;
}

function decision({ decision: decided }: Evaluation): string {
  if (!decided) return '';
  const { classified, review, rejected, unanswered, error_among_classified: error, error_interval } = decided;
  const silent = unanswered > 0 ? `, ${percent(unanswered)} not answered for want of words` : '';
  return `<p>${percent(classified)} were answered without a person (${percent(error)} of these wrong; ${range(error_interval)}), ${percent(review)} left to a person, ${percent(rejected)} rejected as unknown${silent}.</p>`;
}

const matrix = ({ confusion: { labels, counts } }: Evaluation): string =>
  `<h2>What was taken for what</h2><p class="soft">Rows: the true class. Columns: what it was read as.</p>${drawConfusion(labels, counts)}`;

const measured = (value: number | null, interval: [number, number] | null): string =>
  `<td>${percent(value)}${interval ? ` <small>${range(interval)}</small>` : ''}</td>`;

function classes({ classes: scores, accepted }: Evaluation): string {
  const stood = (label: string): string => {
    const own = accepted[label];
    return own ? `<td>${own.answers}</td>${measured(own.error, own.interval)}` : '<td>0</td><td></td>';
  };
  const rows = Object.entries(scores).map(
    ([label, score]) =>
      `<tr><td>${html(label)}</td>${measured(score.precision, score.precision_interval)}${measured(score.recall, score.recall_interval)}${measured(score.f1, score.f1_interval)}<td>${score.support}</td>${stood(label)}</tr>`,
  );
  return `<h2>Class by class</h2><table><thead><tr><th>Class</th><th>Precision</th><th>Recall</th><th>F1</th><th>Documents</th><th>Answers that stood</th><th>of these wrong</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

const curves = ({ coverage, reliability, learning_curve, decision: decided, rule }: Evaluation): string =>
  `<h2>What confidence is worth</h2><div class="curves">${drawCoverage(coverage, decided && { coverage: decided.classified, error: decided.error_among_classified ?? 0, maxError: rule?.max_error ?? null })}${drawReliability(reliability)}${learning_curve.length > 1 ? drawLearning(learning_curve) : ''}</div>${lastGain(learning_curve)}`;

/** What doubling the documents brought is what doubling them again may bring at most. */
function lastGain(curve: Evaluation['learning_curve']): string {
  const [half, all] = curve.slice(-2);
  if (!half || !all?.gain_interval || all.gain === null) return '';
  const points = (share: number): string => `${share < 0 ? '−' : '+'}${Math.abs(share * 100).toFixed(1)}`;
  const [low, high] = all.gain_interval;
  const answer =
    low > 0
      ? 'more documents would probably help.'
      : high < LITTLE
        ? 'more documents like these would hardly help.'
        : 'whether more documents would help cannot be told from so few tested ones.';
  return `<p>From ${half.documents} to ${all.documents} documents the learner of this curve, plainer and faster than the model's own and on words and characters alone, gained ${points(all.gain)} points (${points(low)} to ${points(high)}): ${answer}</p>`;
}

function slices({ slices: { language, words, source } }: Evaluation): string {
  const table = (name: string, rows: Record<string, Slice>): string =>
    `<table><thead><tr><th>${name}</th><th>Accuracy</th><th>95 %</th><th>Documents</th></tr></thead><tbody>${Object.entries(
      rows,
    )
      .map(([key, { documents, unanswered, accuracy, interval }]) =>
        unanswered === documents
          ? `<tr><td>${html(key)}</td><td>no answer</td><td></td><td>${documents}</td></tr>`
          : `<tr><td>${html(key)}</td><td>${percent(accuracy)}</td><td>${range(interval)}</td><td>${documents}</td></tr>`,
      )
      .join('')}</tbody></table>`;
  return `<h2>Where it does well and where not</h2><div class="curves">${table('Words', words)}${table('Language', language)}${table('Read by', source)}</div>`;
}

function mistakes({ mistakes: found, documents }: Evaluation, { pictures, rawFolder }: ReportExtras): string {
  if (found.length === 0) return documents.test > 0 ? '<h2>Mistakes</h2><p>None on these documents.</p>' : '';
  const items = found.map(({ path, label, predicted, confidence, status }) => {
    const picture = pictures.get(path);
    const image = picture ? `<img alt="First page of ${html(path)}" src="${picture}">` : '';
    return `<li><a href="${html(rawFolder + fileLink(path))}">${image}${html(path)}</a><br>is <b>${html(label)}</b>, read as <b>${html(predicted)}</b> <small>(${percent(confidence)}, ${status})</small></li>`;
  });
  return `<h2>Mistakes, the surest first</h2><ul class="mistakes">${items.join('')}</ul>`;
}
