/** Stages of the platform's shape that do what the text they are given says, and tell what they saw. */
import type { StageToolbox } from '#composition/in-process-stage-invoker.js';
import { DomainError } from '#contracts/domain-error.js';
import type { ExtractedDocument } from '#contracts/extracted-document.schema.js';
import type { AnyStage, FileBundle, SourceFile, StageContext } from '#contracts/stage.js';
import type { StageCall } from '#ports/stage-invoker.port.js';
import { STAGES } from '#stages/stage-registry.js';
import { NO_PROVENANCE } from './written-dataset.js';
import { cleanText, writtenDocument } from './written-documents.js';

/** What the stages of a test saw. */
export interface Seen {
  bundles: FileBundle[];
  extracted: unknown[];
  files: SourceFile[];
  provenance: unknown[];
  stopped: number;
}

export interface ScriptedStages {
  definitions: Record<string, AnyStage>;
  seen: Seen;
  /** Lets go on what was given 'hold'. */
  open(): void;
}

/** The platform's stages by name, inputs and outputs. */
export function scriptedStages(): ScriptedStages {
  const seen: Seen = { bundles: [], extracted: [], files: [], provenance: [], stopped: 0 };
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const script = async (text: string, context: StageContext) => {
    seen.provenance.push(context.provenance);
    if (text === 'fail') throw new DomainError('document/damaged', 'Page 3 is torn.', { page: 3 });
    if (text === 'crash') throw new TypeError('x of undefined');
    if (text === 'talk') {
      context.progress(1, 2, 'half of it');
      context.log('It goes well.');
      context.progress(2, 2);
    }
    if (text.startsWith('hold')) await opened;
    if (text === 'wait') {
      await new Promise<void>((resolve) => context.signal.addEventListener('abort', () => resolve()));
      seen.stopped += 1;
      throw new DomainError('pipeline/interrupted', 'Stopped.');
    }
  };
  const as = (name: 'etl' | 'clean-text' | 'predict', run: AnyStage['run']): AnyStage => ({
    ...STAGES[name]!,
    tools: name === 'etl' ? ['ocr'] : [],
    run,
  });
  const definitions = {
    etl: as('etl', ({ inputs: { file } }) => {
      seen.files.push(file);
      return { document: writtenDocument([`${file.path} has ${file.bytes.length} bytes`]) };
    }),
    'clean-text': as('clean-text', async ({ inputs: { extracted }, context }) => {
      const { text } = (extracted as ExtractedDocument).pages[0]!;
      await script(text, context);
      return { document: text === 'nonsense' ? { text: 5 } : cleanText(text) };
    }),
    predict: as('predict', ({ inputs: { model, document, extracted } }) => {
      seen.bundles.push(model);
      seen.extracted.push(extracted);
      const label = `${document.text} by ${Object.keys(model).join()}`;
      const prediction = { label, confidence: 1, runner_up: null, labels: [], explanation: [] };
      return { prediction: { status: 'classified', ...prediction } };
    }),
  };
  return { definitions, seen, open };
}

export const toolbox: StageToolbox = {
  tool: async () => ({}),
  describe: async (name: string) => `${name} 1.0`,
  close: async () => undefined,
};
export const context = (more: Partial<StageContext> = {}): StageContext => ({
  signal: new AbortController().signal,
  progress: () => undefined,
  log: () => undefined,
  provenance: NO_PROVENANCE,
  ...more,
});
export const cleaning = (text: string, more: Partial<StageContext> = {}): StageCall => ({
  stage: 'clean-text',
  inputs: { extracted: writtenDocument([text]) },
  params: STAGES['clean-text']!.params.parse({}),
  context: context(more),
});
export const predicting = (model: FileBundle): StageCall => ({
  stage: 'predict',
  inputs: { model, document: cleanText('Dear Ann'), extracted: undefined },
  params: STAGES.predict!.params.parse({}),
  context: context(),
});
