/** On real OCR text the default recipe reads at least as many documents right as scikit-learn's best plain one. */
import { readdirSync, readFileSync } from 'node:fs';
import { PreprocessParamsSchema } from '#config/params/preprocess.params.js';
import { evaluate } from '#core/evaluation/evaluate.js';
import { judgeDocuments } from '#core/evaluation/judge-documents.js';
import { predictDocument } from '#core/learning/predict-document.js';
import { prepareDataset } from '#core/learning/prepare-dataset.js';
import { trainModel } from '#core/learning/train-model.js';
import { cleanDocument } from '#core/text/clean-document.js';
import { describeWithRealData, realData } from '../../support/real-data.js';
import { STRANGE_TEXTS } from '../../support/strange-texts.js';
import { NO_PROVENANCE, TRAIN_PARAMS } from '../../support/written-dataset.js';
import { cleanText, writtenDocument } from '../../support/written-documents.js';

/** Accuracy of scikit-learn 1.2.1, word + char_wb tf-idf with LinearSVC, on the same split. */
const SCIKIT_LEARN = 0.81;

function readTobacco() {
  const folder = realData('text/tobacco3482-half');
  const manifest = readFileSync(realData('manifest.csv'), 'utf8').split('\n');
  const split = new Map(
    manifest
      .filter((line) => line.startsWith('text/tobacco3482-half/'))
      .map((line) => line.split(','))
      .map(
        ([path, , part]) =>
          [path!.slice('text/tobacco3482-half/'.length), part === 'train' ? 'train' : 'test'] as const,
      ),
  );
  const [page] = writtenDocument([]).pages;
  const documents = readdirSync(folder).flatMap((label) =>
    readdirSync(`${folder}/${label}`).map((name) => {
      const raw = readFileSync(`${folder}/${label}/${name}`, 'utf8');
      const extracted = { ...writtenDocument([]), pages: [{ ...page!, text: raw }] };
      const cleaning = { mask_digits: true, min_confidence: 0.35, stem: false, drop_stop_words: false };
      const { text, language, words, pages } = cleanDocument(extracted, cleaning).document;
      return { path: `${label}/${name}`, text, rawText: raw, language, words, pages, source: 'plain-text' };
    }),
  );
  return prepareDataset(documents, { ...PreprocessParamsSchema.parse({}), split });
}

describeWithRealData('learning from real texts', () => {
  test('beats the yardstick, keeps its word about errors, means what it says, and knows what it does not know', async () => {
    const data = readTobacco();
    const model = await trainModel(data, TRAIN_PARAMS, NO_PROVENANCE);
    const { accuracy, decision, expected_calibration_error } = evaluate(
      data.dataset,
      judgeDocuments(model, data),
      0,
    );
    expect(accuracy).toBeGreaterThan(SCIKIT_LEARN + 0.025);
    expect(decision!.error_among_classified).toBeLessThan(0.08);
    expect(decision!.classified).toBeGreaterThan(0.4);
    expect(expected_calibration_error).toBeLessThan(0.06);

    // Models of noisy scans take a poem for an advertisement, but never without asking; another language is unknown.
    const answers = Object.entries(STRANGE_TEXTS).map(([name, text]) => {
      const words = text.split(/\s+/).length;
      const { status, label } = predictDocument(model, { ...cleanText(text), words }, { explain_terms: 0 });
      return { name, status, label };
    });
    expect(answers.filter(({ status }) => status === 'classified')).toEqual([]);
    const foreign = answers.filter(({ name }) => ['Spanish', 'Russian', 'Japanese'].includes(name));
    expect(foreign.map(({ status, label }) => [status, label])).toEqual(
      foreign.map(() => ['rejected', null]),
    );
  }, 1_200_000);
});
