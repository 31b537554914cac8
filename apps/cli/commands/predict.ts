/** `docket predict`: says what files are, how sure it is, and why. */

import { resolve } from 'node:path';
import { classifyFiles, wasNotRead } from '#composition/classify-files.js';
import type { DocumentAnswer } from '#contracts/prediction.schema.js';
import { shownShare } from '#contracts/shown-share.js';
import { visible } from '#contracts/visible-text.js';
import { chosenWorkspace } from '../chosen-workspace.js';
import type { CommandContext } from '../command.js';
import { onInterrupt } from '../interruption.js';
import { counted } from '../output/amounts.js';
import { printTable, right } from '../output/print-table.js';
import { openRunProgress, type RunProgress } from '../output/run-progress.js';
import type { Style, Terminal } from '../output/terminal.js';

/** Terms shown in the table; --json has all. */
const TERMS_SHOWN = 4;

export async function execute(
  { files, file }: { files: string[]; file?: string },
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const workspace = await chosenWorkspace(cwd, file);
  const interruption = onInterrupt(terminal, 'Stopping; what has been read is shown.');
  const progress = await openRunProgress(terminal);
  const onAnswer = countAnswers(progress, files.length);
  let answers: DocumentAnswer[];
  try {
    answers = await classifyFiles(workspace, files, {
      ...{ cwd: resolve(cwd), signal: interruption.signal, onAnswer, log: progress.note },
    });
  } finally {
    progress.stop();
    interruption.dispose();
  }
  terminal.document(answers);
  const read = answers.filter((answer) => !wasNotRead(answer));
  if (read.length > 0) printAnswers(read, terminal);
  const unread = answers.length - read.length;
  if (unread > 0) terminal.warn(`Stopped: ${unread} of ${counted(answers.length, 'file')} not read.`);
  return answers.some(({ status }) => status === 'failed') ? 1 : 0;
}

/** Shown as the files of a stage are; a single file needs no bar. */
function countAnswers(progress: RunProgress, total: number): ((answer: DocumentAnswer) => void) | undefined {
  if (total < 2) return undefined;
  let [done, failed] = [0, 0];
  const show = () =>
    progress.show({
      ...{ type: 'stage-progress', stage: 'predict', done, total },
      ...{ ran: done - failed, cached: 0, failed },
    });
  show();
  return ({ status }) => {
    done += 1;
    if (status === 'failed') failed += 1;
    show();
  };
}

const STYLES: Record<DocumentAnswer['status'], Style> = {
  classified: 'green',
  review: 'yellow',
  rejected: 'yellow',
  failed: 'red',
  split: 'green',
};

function printAnswers(answers: readonly DocumentAnswer[], terminal: Terminal): void {
  const percent = (share: number | null) => (share === null ? '' : shownShare(share));
  const rows = answers.map((answer) => [
    visible(answer.file),
    terminal.paint(STYLES[answer.status], answer.status),
    answer.status === 'rejected'
      ? `${terminal.paint('bold', 'unknown')}${nearest(answer)}`
      : terminal.paint('bold', visible(answer.label ?? '')),
    percent(answer.confidence),
    answer.runner_up ? `${visible(answer.runner_up.label)} ${percent(answer.runner_up.confidence)}` : '',
    terminal.paint('dim', visible([(answer.error ?? answer.reason)?.message, why(answer)].join(' ').trim())),
  ]);
  printTable(terminal, ['file', 'status', 'class', right('confidence'), 'runner-up', 'why'], rows);
  for (const { file, warnings = [] } of answers) {
    for (const { message } of warnings) terminal.warn(`${visible(file)}: ${visible(message)}`);
  }
}

/** Of a document of no known class, the classes that it is least unlike. */
function nearest({ labels }: DocumentAnswer): string {
  const named = labels
    .slice(0, 2)
    .map(({ label, confidence }) => `${visible(label)} ${shownShare(confidence)}`);
  return named.length === 0 ? '' : ` (nearest: ${named.join(', ')})`;
}

/** The sum that decided: the strongest terms, all else, and where it began, up to the lead over the class next to it. */
function why({ label, explanation, score }: DocumentAnswer): string {
  if (label === null || score === undefined) return '';
  const shown = explanation.slice(0, TERMS_SHOWN);
  const told = shown.reduce((sum, { weight }) => sum + weight, score.intercept);
  const terms = [
    ...shown.map(({ term, weight }) => `${signed(weight)} ${term}`),
    `${signed(score.difference - told)} all else`,
    `${signed(score.intercept)} beforehand`,
  ];
  return `${terms.join(' · ')} = ${signed(score.difference)} against ${score.against}`;
}

const signed = (weight: number): string => `${weight < 0 ? '−' : '+'}${Math.abs(weight).toFixed(2)}`;
