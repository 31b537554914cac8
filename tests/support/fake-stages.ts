/** Stages of the platform's shape that count their runs, for tests of what runs them. */
import { z } from 'zod';
import type { StageToolbox } from '../../libs/composition/in-process-stage-invoker.js';
import { DomainError } from '../../libs/contracts/domain-error.js';
import { type AnyStage, artifact, type JsonCollection, type SourceFile } from '../../libs/contracts/stage.js';

const TextSchema = z.object({ text: z.string() });

export interface FakeStages {
  definitions: Record<string, AnyStage>;
  toolbox: StageToolbox;
  /** Files that the item stage was called with, in order. */
  read: string[];
  /** Change it to be another engine. */
  engine: { version: string };
  /** Called for each file of text 'pages': how its reading goes; whole by default. */
  reading: () => 'whole' | 'in part' | 'not at all' | 'in part for ever';
  /** Called before each item is read. */
  beforeItem: (file: SourceFile) => void | Promise<void>;
}

/** 'etl' turns a file into `{ text }` in capitals; 'preprocess' joins all of them into one text and a count. */
export function fakeStages(): FakeStages {
  const fake: FakeStages = {
    definitions: {},
    read: [],
    engine: { version: '1' },
    reading: () => 'whole',
    beforeItem: () => undefined,
    toolbox: {
      tool: async () => ({}),
      describe: async (name) => `fake-${name} ${fake.engine.version}`,
      close: async () => undefined,
    },
  };
  const context = { history: { 1: 'first' }, summary: '', version: 1 };
  fake.definitions.etl = {
    ...context,
    name: 'etl',
    unit: 'item',
    inputs: { file: artifact.file() },
    outputs: { document: artifact.json(TextSchema) },
    params: z.strictObject({ suffix: z.string().default('!').describe('Put behind the text') }),
    tools: ['ocr'],
    run: async ({ inputs, params }: { inputs: { file: SourceFile }; params: { suffix: string } }) => {
      await fake.beforeItem(inputs.file);
      fake.read.push(inputs.file.path);
      const text = Buffer.from(inputs.file.bytes).toString('utf8');
      if (text === '')
        throw new DomainError('document/empty', `${inputs.file.path} is empty; scan it again.`);
      if (text === 'busy') throw new DomainError('ocr/engine-failed', 'The engine is busy; run again.');
      if (text !== 'pages') return { document: { text: text.toUpperCase() + params.suffix } };
      const outcome = fake.reading();
      if (outcome === 'not at all')
        throw new DomainError('ocr/engine-failed', 'The engine crashed; run again.');
      return { document: { text: outcome } };
    },
    shortfalls: ({ document: { text } }: { document: { text: string } }) =>
      text.startsWith('in part')
        ? [{ code: 'ocr/engine-failed', message: 'page 2 is missing', passing: text === 'in part' }]
        : [],
  };
  fake.definitions.preprocess = {
    ...context,
    name: 'preprocess',
    unit: 'whole',
    inputs: { documents: artifact.collection(TextSchema) },
    outputs: { joined: artifact.text(), count: artifact.json(z.object({ documents: z.int() })) },
    params: z.strictObject({}),
    tools: [],
    run: async ({ inputs }: { inputs: { documents: JsonCollection<{ text: string }> } }) => {
      const texts: string[] = [];
      for (const path of inputs.documents.paths) texts.push((await inputs.documents.read(path)).text);
      return { joined: texts.join('\n'), count: { documents: texts.length } };
    },
    shortfalls: ({ joined }: { joined: string }) =>
      joined.includes('ODD') ? [{ code: 'dataset/odd', message: 'one is odd', passing: false }] : [],
  };
  return fake;
}

export const FAKE_PIPELINE = `
stages:
  etl:
    uses: etl
    each: data/raw/**/*
    outs: [data/extracted]
  join:
    uses: preprocess
    deps: [data/extracted]
    outs: [joined.txt]
    metrics: [count.json: { cache: false }]
`;
