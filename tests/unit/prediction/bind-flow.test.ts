/** A prediction flow takes each stage's inputs from where their shapes say, whatever the stages' order and number. */
import { z } from 'zod';
import { type AnyStage, artifact, type StageName } from '#contracts/stage.js';
import { bindFlow } from '#core/prediction/bind-flow.js';
import { STAGES } from '#stages/stage-registry.js';

const stage = (name: StageName, inputs: AnyStage['inputs'], outputs: AnyStage['outputs']): AnyStage => ({
  ...{ name, version: 1, history: { 1: 'first' }, summary: '', unit: 'item', inputs, outputs },
  params: z.strictObject({}),
  tools: [],
  run: () => ({}),
});
/** The input of that name takes... */
const sourceOf = (names: readonly StageName[], definitions: Record<string, AnyStage>, input: string) =>
  bindFlow(names, definitions).flow?.steps.at(-1)?.sources[input];

describe('bindFlow', () => {
  test("the platform's own stages: upload to etl to clean-text to predict, with the model", () => {
    const { flow, problems } = bindFlow(['etl', 'clean-text', 'predict'], STAGES);
    expect(problems).toEqual([]);
    expect(flow!.steps.map(({ stage: name, sources, usesModel }) => [name, sources, usesModel])).toEqual([
      ['etl', { file: { from: 'upload' } }, false],
      ['clean-text', { extracted: { from: 'step', stage: 'etl', output: 'document' } }, false],
      [
        'predict',
        {
          model: { from: 'model' },
          document: { from: 'step', stage: 'clean-text', output: 'document' },
          extracted: { from: 'step', stage: 'etl', output: 'document' },
        },
        true,
      ],
    ]);
    expect(flow!.prediction).toEqual({ from: 'step', stage: 'predict', output: 'prediction' });
    expect(flow!.extracted).toEqual({ from: 'step', stage: 'etl', output: 'document' });
  });

  test('where two stages make the same shape, the later one counts', () => {
    const extracted = STAGES.etl!.outputs.document;
    const definitions = {
      ...STAGES,
      preprocess: stage('preprocess', { extracted }, { better: extracted }),
    };
    const { flow } = bindFlow(['etl', 'preprocess', 'clean-text', 'predict'], definitions);
    expect(flow!.steps[2]!.sources).toEqual({
      extracted: { from: 'step', stage: 'preprocess', output: 'better' },
    });
    expect(flow!.extracted).toMatchObject({ stage: 'preprocess' });
  });

  test('an optional input that nobody makes stays empty', () => {
    const lonely = artifact.json(z.object({ never: z.string() }));
    const { predict } = STAGES;
    const definitions = {
      ...STAGES,
      predict: stage('predict', { ...predict!.inputs, more: artifact.optional(lonely) }, predict!.outputs),
    };
    expect(sourceOf(['etl', 'clean-text', 'predict'], definitions, 'more')).toEqual({ from: 'nothing' });
  });

  test.each<[string, string[], string[]]>([
    [
      'a stage that is not there is told with the one that was meant',
      ['etl', 'cleantext', 'predict'],
      ["'cleantext' is no stage of the platform. Did you mean 'clean-text'?", "'predict' needs 'document'"],
    ],
    [
      'stages in the wrong order',
      ['clean-text', 'etl', 'predict'],
      ["'clean-text' needs 'extracted', which no stage before it makes; change the order"],
    ],
    ['a flow without an answer', ['etl', 'clean-text'], ['end it with predict']],
    ['a flow without stages', [], ['end it with predict', 'begin it with etl']],
  ])('%s', (_, names, expected) => {
    const { flow, problems } = bindFlow(names, STAGES);
    expect(flow).toBeNull();
    expect(problems).toHaveLength(expected.length);
    expected.forEach((part, index) => {
      expect(problems[index]).toContain(part);
    });
  });
});
