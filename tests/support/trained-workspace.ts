/** A workspace of small text documents with a model trained on them, in a second or two. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { STAGE_NAMES } from '#contracts/stage.js';
import { docket } from './docket-process.js';
import { type ScratchWorkspace, scratchWorkspace } from './scratch-workspace.js';
import { labelledDocuments } from './written-documents.js';

const PER_CLASS = 12;
/** Of each class, never trained on. */
const HELD_BACK = 2;

const all = Object.entries(labelledDocuments(PER_CLASS + HELD_BACK)).map(([path, { pages }]) => {
  const [, label, number] = /^(\w+)\/\w+-(\d+)/.exec(path) as unknown as [string, string, string];
  return { label, number: Number(number), text: pages[0]!.text };
});

/** Labelled text files by their path in a workspace: invoices, letters and recipes, or the classes named. */
export const rawDocuments = (...labels: string[]): Record<string, string> =>
  Object.fromEntries(
    all
      .filter(({ label, number }) => number < PER_CLASS && (labels.length === 0 || labels.includes(label)))
      .map(({ label, number, text }) => [`data/raw/${label}/${label}-${number}.txt`, text]),
  );

/** One that models of two classes answer as well: of a dozen documents each they know little, and leave some to people. */
const ANSWERED = PER_CLASS + 1;

/** The text of a document of this class that no model was trained on. */
export const newDocument = (label: string): string =>
  all.find((each) => each.label === label && each.number === ANSWERED)!.text;

const DEFAULT_PARAMS = STAGE_NAMES.map((stage) => `${stage}: {}\n`).join('');

/** The pipelines that Docket comes with, over these documents; nothing has run yet. */
export async function untrainedWorkspace(
  documents: Readonly<Record<string, string>> = rawDocuments(),
): Promise<ScratchWorkspace> {
  const pipelines = await readFile(resolve(import.meta.dirname, '../../pipelines.yaml'), 'utf8');
  return scratchWorkspace({ 'pipelines.yaml': pipelines, 'params.yaml': DEFAULT_PARAMS, ...documents });
}

export async function trainedWorkspace(
  documents?: Readonly<Record<string, string>>,
): Promise<ScratchWorkspace> {
  const workspace = await untrainedWorkspace(documents);
  const { code, stderr } = await docket(['repro', 'train', '--quiet'], workspace.directory);
  if (code !== 0) throw new Error(`The training failed:\n${stderr}`);
  return workspace;
}
