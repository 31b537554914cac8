/** Confidence does not depend on what a learner calls a large score. */
import { fitStack, stackLogits } from '#core/learning/fit-stack.js';
import { seededRandom } from '#core/learning/seeded-random.js';

test('scores a thousand times smaller make the same probabilities', () => {
  const random = seededRandom(2);
  const labels = Int32Array.from({ length: 200 }, (_, row) => row % 2);
  const rows = labels.map((_, row) => row);
  const scores = Float64Array.from(
    { length: 400 },
    (_, at) => random() + (at % 2 === labels[Math.floor(at / 2)] ? 0.4 : 0),
  );
  const leadOf = (own: Float64Array): number => {
    const stack = fitStack({ scores: [own], labels, rows, classes: 2 }, { form: 'scales', penalty: 0 });
    const logits = stackLogits(stack, [own], 0, new Float64Array(2));
    return logits[0]! - logits[1]!;
  };
  const lead = leadOf(scores);
  expect(Math.abs(lead)).toBeGreaterThan(0.1);
  expect(leadOf(scores.map((score) => score / 1000))).toBeCloseTo(lead, 3);
});

test('scores that run against the truth make no model that says the opposite', () => {
  const random = seededRandom(5);
  const labels = Int32Array.from({ length: 12 }, (_, row) => row % 2);
  const rows = labels.map((_, row) => row);
  const against = Float64Array.from(
    { length: 24 },
    (_, at) => 0.2 * random() - (at % 2 === labels[Math.floor(at / 2)] ? 1 : 0),
  );
  for (const form of ['scales', 'full'] as const) {
    const stack = fitStack({ scores: [against, against], labels, rows, classes: 2 }, { form, penalty: 1 });
    // Of a new document that both members take for the first class.
    const logits = stackLogits(
      stack,
      [Float64Array.of(1, -1), Float64Array.of(1, -1)],
      0,
      new Float64Array(2),
    );
    expect(logits[0]! - logits[1]!).toBeGreaterThan(0);
    expect(logits[0]! - logits[1]!).toBeLessThan(2);
  }
});

test.each(['scales', 'full'] as const)(
  'a member that runs against the truth is not turned round beside one that is right (%s)',
  (form) => {
    const random = seededRandom(7);
    const labels = Int32Array.from({ length: 20 }, (_, row) => row % 2);
    const rows = labels.map((_, row) => row);
    const saying = (right: number): Float64Array =>
      Float64Array.from(
        { length: 40 },
        (_, at) => 0.5 * random() + (at % 2 === labels[Math.floor(at / 2)] ? right : 0),
      );
    const stack = fitStack(
      { scores: [saying(-0.4), saying(2)], labels, rows, classes: 2 },
      { form, penalty: 1 },
    );
    const leadOf = (first: number, second: number): number => {
      const scores = [Float64Array.of(first, -first), Float64Array.of(second, -second)];
      const logits = stackLogits(stack, scores, 0, new Float64Array(2));
      return logits[0]! - logits[1]!;
    };
    const neither = leadOf(0, 0);
    expect(leadOf(1, 0)).toBeGreaterThan(neither);
    expect(leadOf(0, 1) - neither).toBeGreaterThan(leadOf(1, 0) - neither);
  },
);
