/** A bundle that is not exactly what training wrote is refused, with the reason and the remedy. */
import { decodeModel } from '#core/learning/decode-model.js';
import { encodeModel, sha256 } from '#core/learning/encode-model.js';
import { predictDocument } from '#core/learning/predict-document.js';
import { trainModel } from '#core/learning/train-model.js';
import { NO_PROVENANCE, TRAIN_PARAMS, writtenDataset } from '../../support/written-dataset.js';
import { cleanText } from '../../support/written-documents.js';

type Bundle = Record<string, Uint8Array>;
const encoder = new TextEncoder();

/** Changes the index and signs it again, as someone with intent would. */
const withIndex = (bundle: Bundle, change: (index: Record<string, unknown>) => unknown): Bundle => {
  const index = JSON.parse(new TextDecoder().decode(bundle['bundle.json']));
  const bytes = encoder.encode(JSON.stringify(change(index) ?? index));
  return { ...bundle, 'bundle.json': bytes, 'bundle.sha256': encoder.encode(sha256(bytes)) };
};

describe('model bundle', () => {
  let bundle: Bundle;
  beforeAll(async () => {
    bundle = encodeModel(await trainModel(writtenDataset(12), TRAIN_PARAMS, NO_PROVENANCE));
  });

  test('the same data and seed give the same bytes', async () => {
    expect(encodeModel(await trainModel(writtenDataset(12), TRAIN_PARAMS, NO_PROVENANCE))).toEqual(bundle);
  });

  test('predicts after a round trip, with contributions that add up to the score', () => {
    const model = decodeModel(bundle);
    const prediction = predictDocument(
      model,
      cleanText('Dear Mrs Miller thank you for your kind letter sincerely'),
      {
        explain_terms: 200,
      },
    );
    expect(prediction.labels[0]!.label).toBe('letter');
    const [first, second] = prediction.labels;
    const at = (label: string): number => model.intercepts[model.description.labels.indexOf(label)]!;
    const sum = prediction.explanation.reduce((total, { weight }) => total + weight, 0);
    const logOdds = Math.log(first!.confidence / second!.confidence);
    expect(sum + at(first!.label) - at(second!.label)).toBeCloseTo(logOdds, 3);
  });

  test('decodes once as long as the bundle is kept', () => {
    expect(decodeModel(bundle)).toBe(decodeModel(bundle));
  });

  test('reads small files of a disk, whose bytes Node keeps in one shared piece of memory', () => {
    const shared = Buffer.concat(Object.values(bundle));
    let from = 0;
    const fromDisk = Object.fromEntries(
      Object.entries(bundle).map(([name, { length }]) => {
        from += length;
        return [name, shared.subarray(from - length, from)];
      }),
    );
    expect(decodeModel(fromDisk)).toEqual(decodeModel(bundle));
  });

  test('rejects an empty text instead of guessing', () => {
    expect(predictDocument(decodeModel(bundle), cleanText(''), { explain_terms: 5 })).toMatchObject({
      status: 'rejected',
      label: null,
      confidence: null,
    });
  });

  test.each([
    ['bundle.json', '\0'],
    ['bundle.json', ' '],
    ['bundle.json', '{}\n}\n'],
    ['intercepts.f64', '\0'],
  ])('says of %s with %j at its end that it is longer than it was, and by how much', (name, added) => {
    const written = bundle[name]!;
    const longer = Uint8Array.from([...written, ...encoder.encode(added)]);
    expect(() => decodeModel({ ...bundle, [name]: longer })).toThrow(
      expect.objectContaining({
        code: 'model/altered',
        message: expect.stringContaining(
          `${name} has ${longer.length} bytes, and training wrote ${written.length}`,
        ),
      }),
    );
  });

  /** Replaces a file and signs for it, as someone with intent would. */
  const resigned = (b: Bundle, name: string, bytes: Uint8Array): Bundle =>
    withIndex({ ...b, [name]: bytes }, (index) => {
      (index.files as Record<string, unknown>)[name] = { bytes: bytes.length, sha256: sha256(bytes) };
      return undefined;
    });

  test.each<[string, (bundle: Bundle) => Bundle, string, string?]>([
    ['a missing index', ({ 'bundle.json': _, ...rest }) => rest, 'model/missing'],
    [
      'an index cut in half',
      (b) => ({ ...b, 'bundle.json': b['bundle.json']!.slice(0, 500) }),
      'model/truncated',
    ],
    [
      'a weights file cut in half',
      (b) => ({ ...b, 'word.weights.f32': b['word.weights.f32']!.slice(0, 64) }),
      'model/truncated',
    ],
    ['a missing weights file', ({ 'char.weights.f32': _, ...rest }) => rest, 'model/truncated'],
    [
      'one changed byte',
      (b) => ({
        ...b,
        'word.weights.f32': b['word.weights.f32']!.map((byte, at) => (at === 9 ? byte ^ 1 : byte)),
      }),
      'model/altered',
    ],
    [
      'an edited index',
      (b) => ({ ...b, 'bundle.json': encoder.encode(`${new TextDecoder().decode(b['bundle.json'])} `) }),
      'model/altered',
    ],
    ['a missing signature', ({ 'bundle.sha256': _, ...rest }) => rest, 'model/truncated', 'bundle.sha256'],
    [
      'a signature cut in half',
      (b) => ({ ...b, 'bundle.sha256': b['bundle.sha256']!.slice(0, 30) }),
      'model/truncated',
      'bundle.sha256',
    ],
    [
      'an empty signature',
      (b) => ({ ...b, 'bundle.sha256': new Uint8Array() }),
      'model/truncated',
      'bundle.sha256',
    ],
    [
      'a signature that is none',
      (b) => ({ ...b, 'bundle.sha256': encoder.encode('see bundle.json\n') }),
      'model/altered',
      'bundle.sha256',
    ],
    [
      'a signature of another bundle',
      (b) => ({ ...b, 'bundle.sha256': encoder.encode(`${'0'.repeat(64)}\n`) }),
      'model/altered',
      'bundle.json and bundle.sha256 do not belong together',
    ],
    [
      'an index with a byte changed that makes it no JSON',
      (b) => ({ ...b, 'bundle.json': b['bundle.json']!.map((byte, at) => (at === 3 ? 1 : byte)) }),
      'model/altered',
      'bundle.json is not the file that training wrote',
    ],
    [
      'a newer format',
      (b) => withIndex(b, (index) => ({ ...index, format: 'docket/model@9' })),
      'model/newer-format',
    ],
    [
      'another format',
      (b) => withIndex(b, (index) => ({ ...index, format: 'weights@1' })),
      'model/unknown-format',
    ],
    [
      'NaN among the weights',
      (b) => {
        const weights = b['word.weights.f32']!.slice();
        new DataView(weights.buffer).setFloat32(8, Number.NaN, true);
        return resigned(b, 'word.weights.f32', weights);
      },
      'model/not-finite',
    ],
    [
      'an infinite intercept',
      (b) =>
        resigned(
          b,
          'intercepts.f64',
          new Uint8Array(new Float64Array([1, Number.POSITIVE_INFINITY, 0]).buffer),
        ),
      'model/not-finite',
    ],
    [
      'two classes of one name',
      (b) => withIndex(b, (index) => ({ ...index, labels: ['letter', 'letter', 'recipe'] })),
      'model/damaged',
    ],
    [
      'a threshold too few',
      (b) =>
        withIndex(b, (index) => {
          (index.decision as { confidence: number[] }).confidence.pop();
        }),
      'model/damaged',
    ],
    ['an index without labels', (b) => withIndex(b, (index) => ({ ...index, labels: [] })), 'model/damaged'],
    [
      'weights of fewer classes than labels',
      (b) => withIndex(b, (index) => ({ ...index, labels: ['a', 'b', 'c', 'd'] })),
      'model/damaged',
    ],
  ])('refuses %s', (_, damage, code, blamed = '') => {
    let error: unknown;
    try {
      decodeModel(damage(bundle));
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({ code, message: expect.stringMatching(/[Tt]rain|[Rr]estore|Update/) });
    expect((error as Error).message).toContain(blamed);
  });
});
