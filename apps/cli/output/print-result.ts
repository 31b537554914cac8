/** Prints what a run came to: its stages, its main figures, and what went wrong. */
import { basename } from 'node:path';
import type { reproduce } from '#composition/reproduce.js';
import type { StageState } from '#contracts/pipeline-event.js';
import { visible } from '#contracts/visible-text.js';
import { counted } from './amounts.js';
import { duration } from './duration.js';
import { figuresLine } from './figures-line.js';
import { printFailures, printNotices } from './print-notices.js';
import { printOutdated } from './print-outdated.js';
import { printTable, right } from './print-table.js';
import type { Style, Terminal } from './terminal.js';

const STYLES: Record<StageState, Style> = {
  ran: 'green',
  cached: 'cyan',
  unchanged: 'dim',
  failed: 'red',
  skipped: 'yellow',
};

export function printResult(
  { stages, metrics, outdated = {} }: Awaited<ReturnType<typeof reproduce>>,
  terminal: Terminal,
): void {
  const rows = stages.map(({ name, state, reason, items, each, seconds }) => [
    terminal.paint('bold', name),
    terminal.paint(STYLES[state], state),
    each && items.total > 0 ? String(items.total) : '',
    each && items.total > 0 ? String(items.ran) : '',
    each && items.total > 0 ? String(items.cached) : '',
    items.failed > 0 ? terminal.paint('red', String(items.failed)) : '',
    duration(seconds),
    terminal.paint('dim', visible(reason)),
  ]);
  terminal.print('');
  printTable(
    terminal,
    ['stage', 'state', ...['files', 'ran', 'reused', 'failed', 'time'].map(right), 'why'],
    rows,
  );

  for (const [file, content] of Object.entries(metrics)) {
    const line = figuresLine([content]);
    if (line !== '') terminal.print(`\n${terminal.paint('bold', basename(file))}  ${line}`);
  }
  printOutdated(outdated, terminal);
  // The words of a stage that failed by its files name them.
  const told = stages.filter(({ error }) => error?.code !== 'pipeline/stage-failed');
  printFailures(
    told.flatMap(({ error, failures }) => (error === undefined ? failures : [])),
    terminal,
  );
  for (const { name, error, failures } of told) {
    const title = `${counted(failures.length, 'file')} failed before ${visible(name)} was stopped:`;
    if (error !== undefined) printNotices(failures, terminal.paint('yellow', title), terminal);
  }
  const warnings = stages.flatMap((stage) => stage.warnings);
  printNotices(warnings, terminal.paint('yellow', counted(warnings.length, 'warning')), terminal);
  for (const { name, error } of stages) {
    if (error !== undefined)
      terminal.warn(`\n${terminal.paint('red', `${name} failed`)} (${error.code}): ${error.message}`);
  }
}
