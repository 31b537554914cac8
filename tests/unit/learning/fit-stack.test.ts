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
    const stack = fitStack([own], labels, rows, 2, { form: 'scales', penalty: 0 });
    const logits = stackLogits(stack, [own], 0, new Float64Array(2));
    return logits[0]! - logits[1]!;
  };
  const lead = leadOf(scores);
  expect(Math.abs(lead)).toBeGreaterThan(0.1);
  expect(leadOf(scores.map((score) => score / 1000))).toBeCloseTo(lead, 3);
});
