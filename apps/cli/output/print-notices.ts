/** Prints what is told of single files: those that could not be read, and warnings. */
import type { ItemFailure } from '#contracts/pipeline-event.js';
import { visible, visibleLines } from '#contracts/visible-text.js';
import { counted } from './amounts.js';
import { printFirst } from './print-first.js';
import type { Terminal } from './terminal.js';

export function printFailures(failures: readonly ItemFailure[], terminal: Terminal): void {
  const failed = terminal.paint('yellow', `${counted(failures.length, 'file')} could not be read`);
  printNotices(failures, `${failed} (the rest went on without):`, terminal);
}

/** Nothing where there are none. */
export function printNotices(
  notices: readonly { path?: string | undefined; message: string; code: string }[],
  title: string,
  terminal: Terminal,
): void {
  if (notices.length === 0) return;
  terminal.print(`\n${title}`);
  const lines = notices.map(({ path, message, code }) => {
    // A reason that names the file needs no name before it.
    const named = path === undefined || message.startsWith(`${path} `);
    const place = named ? '' : `${visible(path)}  `;
    const [first, ...more] = visibleLines(message).split('\n');
    return `${[`${place}${first}`, ...more].join('\n  ')} ${terminal.paint('dim', `(${code})`)}`;
  });
  printFirst(lines, (line) => terminal.print(`  ${line}`));
}
