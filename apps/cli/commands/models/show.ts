/** `docket model show`: what one version is made of. */
import { withModels } from '#composition/models/open-models.js';
import { LIVE, type ModelVersion } from '#contracts/model-version.schema.js';
import { shownShare } from '#contracts/shown-share.js';
import { visible } from '#contracts/visible-text.js';
import { chosenWorkspace } from '../../chosen-workspace.js';
import type { CommandContext } from '../../command.js';
import { counted, readableBytes } from '../../output/amounts.js';
import { figuresLine } from '../../output/figures-line.js';
import { shownValue } from '../../output/print-table.js';
import type { Terminal } from '../../output/terminal.js';
import { shownMoment } from './shown-model.js';

/** Of each class; --json and the report have all. */
const TERMS_SHOWN = 8;
const CLASSES_SHOWN = 50;

export async function execute(
  { version = LIVE, file }: { version?: string; file?: string },
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const workspace = await chosenWorkspace(cwd, file);
  const model = await withModels(workspace, terminal.note, (models) => models.find(version));
  terminal.document(model);
  printModel(model, terminal);
  return 0;
}

function printModel(model: ModelVersion, terminal: Terminal): void {
  const { provenance, metrics } = model;
  const line = (title: string, text: string) =>
    terminal.print(`${terminal.paint('dim', title.padEnd(10))} ${text}`);
  const aliases = model.aliases.length > 0 ? ` (${model.aliases.map(visible).join(', ')})` : '';
  terminal.print(`${terminal.paint('bold', `${visible(model.name)} ${model.number}`)}${aliases}`);
  line('version', model.version);
  line('sha256', model.signature);
  line('registered', `${shownMoment(model.registered_at)} UTC by ${visible(model.registered_by)}`);
  line('cause', visible(model.cause));
  line('learned', `${counted(model.documents, 'document')} of ${model.labels.length} classes`);
  line('classes', model.labels.map(visible).join(', '));
  printRule(model.rule, line);
  const strongest = Object.entries(model.strongest ?? {}).filter(([, terms]) => terms.length > 0);
  for (const [label, terms] of strongest.slice(0, CLASSES_SHOWN)) {
    // Terms that differ in their punctuation alone look the same.
    const words = [...new Set(terms.map(({ term }) => visible(term)))].slice(0, TERMS_SHOWN);
    line('speaks for', `${visible(label)}: ${terminal.paint('dim', words.join(' · '))}`);
  }
  if (strongest.length > CLASSES_SHOWN)
    line('speaks for', `… and ${strongest.length - CLASSES_SHOWN} more; --json has all`);
  line('size', readableBytes(model.bytes));
  line('data', provenance.data ?? 'not on record');
  const { git } = provenance;
  line(
    'commit',
    git === null ? 'no git' : `${git.commit}${git.dirty ? ', with changes that were not committed' : ''}`,
  );
  line('code', `docket ${provenance.docket}, Node ${provenance.node}, ${provenance.platform}`);
  for (const [path, content] of Object.entries(metrics ?? {}))
    line('metrics', `${visible(path)}: ${figuresLine([content])}`);
  for (const { stage, version, params } of provenance.stages) {
    const set = Object.entries(params).map(([key, value]) => `${key} ${visible(shownValue(value))}`);
    line('stage', `${stage} (version ${version}) ${terminal.paint('dim', set.join(', '))}`);
  }
}

/** When its answers stand, and whether the limit that was set is a promise. */
function printRule(rule: ModelVersion['rule'], line: (title: string, text: string) => void): void {
  if (!rule) return;
  const proven = rule.proven
    ? `proven, but for odds of ${shownShare(rule.risk)}`
    : 'not proven: its confidence is taken at its word';
  line('limit', `at most ${shownShare(rule.max_error)} of the answers that stand wrong (${proven})`);
  const least = Object.entries(rule.thresholds).map(
    ([label, own]) => `${visible(label)} ${own === null ? 'never' : shownShare(own.confidence)}`,
  );
  const more = least.length > CLASSES_SHOWN ? `, … and ${least.length - CLASSES_SHOWN} more` : '';
  const words = rule.sure_words > 1 ? `; of ${rule.sure_words} words and more` : '';
  line('stand from', `${least.slice(0, CLASSES_SHOWN).join(', ')}${more}${words}`);
}
