/** Documents are read for a model exactly as they were in its training, or not at all. */
import type { Provenance, StageRecord } from '#contracts/provenance.schema.js';
import { bindFlow, type PredictionFlow } from '#core/prediction/bind-flow.js';
import { engineDifferences, repeatTraining } from '#core/prediction/repeat-training.js';
import { STAGES } from '#stages/stage-registry.js';
import { thrownBy } from '../../support/thrown-by.js';
import { NO_PROVENANCE } from '../../support/written-dataset.js';

const flow = bindFlow(['etl', 'clean-text', 'predict'], STAGES).flow as PredictionFlow;
const record = (stage: 'etl' | 'clean-text', change: Partial<StageRecord> = {}): StageRecord => ({
  stage,
  version: STAGES[stage]!.version,
  params: {},
  engines: {},
  ...change,
});
const trainedWith = (...stages: StageRecord[]): Provenance => ({ ...NO_PROVENANCE, stages });
const today = (stage: string) => ({ today: stage });

describe('repeatTraining', () => {
  test('stages before the model run with the params of its training, the one that is given the model with those of today', () => {
    const provenance = trainedWith(
      record('etl', { params: { max_pages: 7 } }),
      record('clean-text', { params: { mask_digits: false } }),
    );
    const params = repeatTraining(flow, provenance, today);
    expect(params.etl).toMatchObject({ max_pages: 7, page_timeout: 60 });
    expect(params['clean-text']).toMatchObject({ mask_digits: false });
    expect(params.predict).toEqual({ today: 'predict' });
  });

  test('every reason why it cannot be repeated is told at once, with the remedy', () => {
    const { version } = STAGES['clean-text']!;
    const error = thrownBy(() =>
      repeatTraining(
        flow,
        trainedWith(
          record('etl', { params: { max_pages: 'many' } }),
          record('clean-text', { version: version + 1 }),
        ),
        today,
      ),
    );
    expect(error).toMatchObject({ code: 'model/outdated' });
    expect(error.message).toContain("params of stage 'etl' are unknown to this Docket (max_pages");
    expect(error.message).toContain(
      `version ${version + 1} of stage 'clean-text', and this Docket has version ${version}`,
    );
    expect(error.message).toContain('docket repro');
  });

  test('a model that was trained without a stage of the flow is refused', () => {
    const error = thrownBy(() => repeatTraining(flow, trainedWith(record('etl')), today));
    expect(error.message).toContain("it was trained without stage 'clean-text'");
  });
});

describe('engineDifferences', () => {
  const provenance = trainedWith(record('etl', { engines: { ocr: 'tesseract.js 7', pdf: 'pdfium 1' } }));

  test('names engines that are not those of training', () => {
    expect(engineDifferences(provenance, { etl: { ocr: 'native-tesseract 5', pdf: 'pdfium 1' } })).toEqual([
      { stage: 'etl', engine: 'ocr', trained: 'tesseract.js 7', now: 'native-tesseract 5' },
    ]);
  });

  test('what this process does not know is no difference', () => {
    expect(engineDifferences(provenance, {})).toEqual([]);
  });
});
