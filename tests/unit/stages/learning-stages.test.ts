/** The five learning stages pass their outputs on to each other, and one bad document costs no other. */

import { DomainError } from '#contracts/domain-error.js';
import type { ExtractedDocument } from '#contracts/extracted-document.schema.js';
import type { AnyStage, StageContext } from '#contracts/stage.js';
import { STAGES } from '#stages/stage-registry.js';
import { NO_PROVENANCE } from '../../support/written-dataset.js';
import { collectionOf, labelledDocuments, writtenDocument } from '../../support/written-documents.js';

const context = (): StageContext & { said: string[] } => {
  const said: string[] = [];
  return {
    said,
    signal: new AbortController().signal,
    progress: () => undefined,
    log: (sentence) => said.push(sentence),
    provenance: NO_PROVENANCE,
  };
};

async function run(name: keyof typeof STAGES, inputs: object, params: object = {}, given = context()) {
  const stage = STAGES[name] as AnyStage;
  return stage.run({ inputs, params: stage.params.parse(params), tools: {}, context: given });
}

async function train(extracted: Record<string, ExtractedDocument | Error>, given = context()) {
  const clean: Record<string, unknown> = {};
  for (const [path, document] of Object.entries(extracted)) {
    clean[path] =
      document instanceof Error ? document : (await run('clean-text', { extracted: document })).document;
  }
  const inputs = { documents: collectionOf(clean), extracted: collectionOf(extracted), split: undefined };
  const { dataset } = await run('preprocess', inputs, { duplicate_overlap: 0.95 }, given);
  const { model } = await run('train', { dataset });
  return { dataset, model };
}

describe('learning stages', () => {
  test('go from pages to a class with boxes, and to an honest report', async () => {
    const extracted = labelledDocuments(20);
    const { dataset, model } = await train(extracted);
    const { report, metrics } = await run('eval', { dataset, model, extracted: collectionOf(extracted) });
    expect(metrics.documents).toEqual({ train: 48, test: 12, unanswered: 0, distinct: null });
    expect(metrics.accuracy).toBeGreaterThan(0.9);
    expect(metrics.notes.join(' ')).toContain('Only 12 test documents');
    expect(metrics.accuracy_digits_masked).toBe(metrics.accuracy);
    expect(metrics.learning_curve.at(-1).documents).toBe(48);
    expect(report).toContain('Would more documents help?');
    expect(report).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);

    const page = writtenDocument(['Invoice number 99', 'Amount due 5.00', 'Please pay within ten days']);
    const { document } = await run('clean-text', { extracted: page });
    const { prediction } = await run('predict', { model, document, extracted: page });
    expect(prediction.labels[0].label).toBe('invoice');
    const term = prediction.explanation.find((one: { term: string }) => one.term === 'Invoice');
    expect(term.boxes).toEqual([{ page: 1, box: page.pages[0]!.words[0]!.box }]);
  });

  test('cross-validates on demand, and compares with the model before by name', async () => {
    const { dataset, model } = await train(labelledDocuments(8));
    // The model before learned that letters and recipes are each other.
    const swapped = Object.entries(labelledDocuments(8)).map(([path, document]) => {
      const other = path.replace(/^(letter|recipe)/, (label) => (label === 'letter' ? 'recipe' : 'letter'));
      return [other, document] as const;
    });
    const before = (await train(Object.fromEntries(swapped))).model;
    const inputs = { dataset, model, extracted: collectionOf(labelledDocuments(8)), before };
    const { report, metrics } = await run('eval', inputs, { folds: 3, repeats: 2 });
    expect(metrics.method).toMatchObject({ kind: 'cross-validation', folds: 3 });
    expect(metrics.method.repeats).toHaveLength(2);
    expect(metrics.documents).toEqual({ train: 16, test: 24, unanswered: 0, distinct: null });
    expect(metrics.accuracy).toBeGreaterThan(0.9);
    expect(metrics.notes.join(' ')).toContain('Cross-validated');
    expect(metrics.comparison.lost).toEqual([]);
    expect(metrics.comparison.gained.map(({ label }: { label: string }) => label)).toEqual(
      expect.arrayContaining(['letter', 'recipe']),
    );
    expect(report).toContain('Beside the model before');
    expect(report).toContain(`was read as recipe, now as letter`);
    expect(report).toContain('The terms that speak loudest for each class');
    expect(report).toMatch(/<td>recipe<\/td><td class="terms">.*(oven|butter|eggs)/);
  });

  test('refuses to measure a model on a dataset of other classes', async () => {
    const { model } = await train(labelledDocuments(5));
    const extracted = labelledDocuments(5);
    const renamed = Object.entries(extracted).map(([path, one]) => [path.replace('letter/', 'mail/'), one]);
    const { dataset } = await train(Object.fromEntries(renamed));
    await expect(run('eval', { dataset, model, extracted: collectionOf(extracted) })).rejects.toMatchObject({
      code: 'model/outdated',
      message: expect.stringContaining('docket repro train'),
    });
  });

  test('an unreadable document is left out by name', async () => {
    const given = context();
    const damaged = new DomainError('workspace/unreadable', 'not JSON');
    await train({ ...labelledDocuments(6), 'letter/damaged.png.json': damaged }, given);
    expect(given.said.join(' ')).toContain('letter/damaged.png.json is left out');
  });

  test('with nothing to test on, eval says so and claims nothing', async () => {
    const extracted = labelledDocuments(2);
    const { dataset, model } = await train(extracted);
    const { report, metrics } = await run('eval', { dataset, model, extracted: collectionOf(extracted) });
    expect(metrics.documents.test).toBe(0);
    expect(metrics.accuracy).toBeNull();
    expect(report).toContain('nothing is known about how well this model does');
    expect(report).not.toMatch(/100\.0\s%/);
  });

  test('eval writes names of strangers as text, never as markup', async () => {
    const extracted = labelledDocuments(8);
    for (const [path, document] of Object.entries(labelledDocuments(8))) {
      if (path.startsWith('letter')) extracted[path.replace('letter/', '<script>alert(1)<&/')] = document;
    }
    const { dataset, model } = await train(extracted);
    const { report } = await run('eval', { dataset, model, extracted: collectionOf(extracted) });
    expect(report).not.toContain('<script>');
    expect(report).toContain('&lt;script&gt;');
  });
});
