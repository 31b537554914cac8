/** `docket metrics show|diff` and `docket params show|diff`: figures of the workspace, of revisions and experiments, side by side. */

import { compareRevisions } from '#composition/compare-revisions.js';
import type { Workspace } from '#composition/open-workspace.js';
import { showParams } from '#composition/show-params.js';
import { DomainError } from '#contracts/domain-error.js';
import { visible } from '#contracts/visible-text.js';
import { compareValues, leaves } from '#core/pipeline/compare-values.js';
import { headlineChanges } from '#core/pipeline/headline.js';
import { chosenWorkspace } from '../chosen-workspace.js';
import type { CommandContext } from '../command.js';
import { printHeadline } from '../output/print-headline.js';
import { printOutdated } from '../output/print-outdated.js';
import { changeCells, printTable, shownValue } from '../output/print-table.js';
import type { Terminal } from '../output/terminal.js';

export interface CompareOptions {
  kind: 'metrics' | 'params';
  action: 'show' | 'diff';
  /** None: HEAD and the workspace; one: it and the workspace. */
  revisions: string[];
  /** Every figure, however deep; of differences also what is the same. */
  all?: boolean;
  markdown?: boolean;
  file?: string;
}

export async function execute(options: CompareOptions, { cwd, terminal }: CommandContext): Promise<number> {
  const workspace = await chosenWorkspace(cwd, options.file);
  const { kind, action, revisions, markdown } = options;
  const print = (titles: string[], rows: string[][]) =>
    printTable(
      terminal,
      titles,
      rows.map((row) => row.map(visible)),
      markdown,
    );
  if (action === 'show' && kind === 'params' && revisions.length === 0) {
    const { values, text } = await showParams(workspace);
    terminal.document(values);
    terminal.print(text.trimEnd());
    return 0;
  }
  if (action === 'show') {
    const names = revisions.length === 0 ? ['workspace'] : revisions;
    const values = await compareRevisions(workspace, kind, names);
    const { outdated, tell } = await present(kind, names, values, workspace, terminal);
    const marked = values.map((files, index) =>
      names[index] === 'workspace' && Object.keys(outdated).length > 0 ? { ...files, outdated } : files,
    );
    terminal.document(
      names.length === 1 ? marked[0] : Object.fromEntries(names.map((name, index) => [name, marked[index]])),
    );
    if (kind === 'metrics' && !options.all) {
      const [first, ...others] = values.map((files, index) => ({ label: names[index]!, files }));
      if (printHeadline(terminal, [first!, ...others], markdown)) {
        tell();
        terminal.note('\n--all shows every figure of these files.');
        return 0;
      }
    }
    const sides = values.map(
      (files) =>
        new Map(
          Object.entries(files).flatMap(([file, content]) =>
            [...leaves(content)].map(([key, value]) => [`${file}\0${key}`, value] as const),
          ),
        ),
    );
    const keys = [...new Set(sides.flatMap((side) => [...side.keys()]))];
    if (keys.length === 0) {
      terminal.note(`There are no ${kind} yet; \`docket repro\` makes them.`);
      tell();
    } else {
      print(
        ['file', 'key', ...(names.length === 1 ? ['value'] : names)],
        keys.map((key) => [...key.split('\0'), ...sides.map((side) => shownValue(side.get(key)))]),
      );
      tell();
    }
    return 0;
  }
  if (revisions.length > 2) {
    throw new DomainError(
      'request/invalid',
      `\`docket ${kind} diff\` compares two, and ${revisions.length} are given; \`docket ${kind} show ${revisions.map(visible).join(' ')}\` shows them side by side.`,
      { usage: true },
    );
  }
  const [old = 'HEAD', current = 'workspace'] = revisions;
  const [before, now] = await compareRevisions(workspace, kind, [old, current]);
  const { tell } = await present(kind, [old, current], [before!, now!], workspace, terminal);
  const changes = compareValues(before!, now!, options.all);
  terminal.document(changes);
  const shown = kind === 'metrics' && !options.all ? headlineChanges(changes, [before!, now!]) : changes;
  if (changes.length === 0) terminal.print(`No ${kind} differ.`);
  else if (shown.length === 0) {
    terminal.print(`The main figures are the same; ${changes.length} others differ (--all shows them).`);
  } else {
    print(
      ['file', 'key', old, current, 'change'],
      shown.map((change) => [change.file, ...changeCells(change)]),
    );
    if (shown.length < changes.length)
      terminal.note(`\n${changes.length - shown.length} more differ; --all shows them.`);
  }
  tell();
  return 0;
}

/** Of the workspace's own metrics, which are not of what lies there now. */
async function present(
  kind: CompareOptions['kind'],
  names: readonly string[],
  values: readonly Readonly<Record<string, unknown>>[],
  workspace: Workspace,
  terminal: Terminal,
): Promise<{ outdated: Record<string, string>; tell(): void }> {
  const own = values[names.indexOf('workspace')];
  if (kind === 'params' || own === undefined) return { outdated: {}, tell: () => undefined };
  const { absentMetrics, outdatedMetrics } = await import('#composition/outdated-metrics.js');
  const absent = await absentMetrics(workspace, own);
  const { outdated: all, unknown } = await outdatedMetrics(workspace);
  const outdated = Object.fromEntries(Object.entries(all).filter(([path]) => path in own));
  return {
    outdated,
    tell: () => {
      printOutdated(outdated, terminal);
      for (const { path, isMade } of absent) {
        // Where there are none at all, that is said of these.
        if (isMade && Object.keys(own).length === 0) continue;
        const remedy = isMade
          ? '`docket status` says which stage makes it'
          : 'no stage makes it: take it out of `metrics:`, or put it there';
        terminal.warn(`\n${path} is not there (${remedy}).`);
      }
      if (unknown !== null)
        terminal.warn(`\nWhether these are of what lies here now cannot be told: ${unknown}`);
    },
  };
}
