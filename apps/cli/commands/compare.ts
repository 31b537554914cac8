/** `docket metrics show|diff` and `docket params diff`: figures of the workspace and of git revisions, side by side. */
import { compareRevisions } from '#composition/compare-revisions.js';
import { findWorkspace, openWorkspace } from '#composition/open-workspace.js';
import { compareValues, leaves } from '#core/pipeline/compare-values.js';
import { tableLines } from '../output/table.js';
import type { CommandContext } from '../program.js';

export interface CompareOptions {
  kind: 'metrics' | 'params';
  action: 'show' | 'diff';
  /** None: HEAD and the workspace; one: it and the workspace. */
  revisions: string[];
  all?: boolean;
  markdown?: boolean;
}

const shown = (value: unknown): string => {
  if (value === undefined) return '–';
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toPrecision(6)));
  return typeof value === 'string' ? value : JSON.stringify(value);
};

export async function execute(options: CompareOptions, { cwd, terminal }: CommandContext): Promise<number> {
  const workspace = await openWorkspace(findWorkspace(cwd));
  const { kind, action, revisions, markdown } = options;
  const print = (titles: string[], rows: string[][]) => {
    const lines = markdown
      ? [titles, titles.map(() => '---'), ...rows].map(
          (row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
        )
      : tableLines(
          titles.map((title) => ({ title })),
          rows,
        );
    for (const line of lines) terminal.print(line);
  };
  if (action === 'show') {
    const values = await compareRevisions(workspace, kind, [revisions[0] ?? null]);
    terminal.document(values[0]);
    const rows = Object.entries(values[0]!).flatMap(([file, content]) =>
      [...leaves(content)].map(([key, value]) => [file, key, shown(value)]),
    );
    if (rows.length === 0) terminal.note(`There are no ${kind} yet; \`docket repro\` makes them.`);
    else print(['file', 'key', 'value'], rows);
    return 0;
  }
  const [before, now] = await compareRevisions(workspace, kind, [
    revisions[0] ?? 'HEAD',
    revisions[1] ?? null,
  ]);
  const changes = compareValues(before!, now!, options.all);
  terminal.document(changes);
  if (changes.length === 0) terminal.print(`No ${kind} differ.`);
  else {
    print(
      ['file', 'key', revisions[0] ?? 'HEAD', revisions[1] ?? 'workspace', 'change'],
      changes.map(({ file, key, old, new: current, difference }) => [
        file,
        key,
        shown(old),
        shown(current),
        difference === undefined ? '' : `${difference > 0 ? '+' : ''}${shown(difference)}`,
      ]),
    );
  }
  return 0;
}
