/** The thresholds keep the promised error on documents they were not chosen on. */
import { type Answer, accepts, binomialTail, chooseThresholds } from '#core/learning/decision-rule.js';
import { seededRandom } from '#core/learning/seeded-random.js';

/** Answers that are right as often as their confidence says, to the given power. */
function answers(count: number, seed: number, power = 1): Answer[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const confidence = 0.5 + 0.5 * random();
    return { label: 0, confidence, margin: 2 * confidence - 1, right: random() < confidence ** power };
  });
}

describe('decision rule', () => {
  test('computes binomial tails', () => {
    expect(binomialTail(10, 0, 0.5)).toBeCloseTo(1 / 1024, 10);
    expect(binomialTail(10, 10, 0.5)).toBeCloseTo(1, 10);
    expect(binomialTail(20, 3, 0.1)).toBeCloseTo(0.8670467, 6);
    expect(binomialTail(100_000, 5_000, 0.05)).toBeCloseTo(0.5, 1);
  });

  test('no class stands below what it is given at least, however right its answers are', () => {
    const right = answers(600, 1, 0.01);
    const alone = chooseThresholds(right, 1, 0.05, 0.1);
    expect(alone.confidence[0]).toBeLessThan(0.6);
    const held = chooseThresholds(right, 1, 0.05, 0.1, true, [0.9]);
    expect(held.confidence).toEqual([0.9]);
    expect(held.coverage).toBeLessThan(alone.coverage);
  });

  test('right answers of a model that knows no more than the shares of the classes prove nothing', () => {
    const right = answers(600, 1, 0.01);
    expect(chooseThresholds(right, 1, 0.05, 0.1)).toMatchObject({ guaranteed: true, holds_back: false });
    expect(chooseThresholds(right, 1, 0.05, 0.1, false)).toMatchObject({
      ...{ guaranteed: false, holds_back: true, coverage: 0 },
    });
  });

  test('keeps the error in at least nine of ten draws, even of an overconfident model', () => {
    let kept = 0;
    for (let draw = 0; draw < 60; draw++) {
      const { confidence, margin, guaranteed } = chooseThresholds(answers(600, draw, 2), 1, 0.1, 0.1);
      const fresh = answers(4000, draw + 1000, 2).filter((answer) => accepts(answer, confidence, margin));
      const error = fresh.filter(({ right }) => !right).length / Math.max(fresh.length, 1);
      if (!guaranteed || error <= 0.1) kept += 1;
    }
    expect(kept).toBeGreaterThanOrEqual(54);
  });

  test('one wrong label among the surest neither ends it nor makes it unproven', () => {
    const sorted = answers(500, 7, 0.1).sort((left, right) => right.confidence - left.confidence);
    const honest = sorted.map((answer, rank) => ({ ...answer, right: rank < 400 || rank % 2 === 0 }));
    const mislabelled = honest.map((answer, rank) => (rank === 2 ? { ...answer, right: false } : answer));
    const [before, after] = [honest, mislabelled].map((drawn) => chooseThresholds(drawn, 1, 0.05, 0.1));
    expect(after).toMatchObject({ guaranteed: true });
    expect(after!.coverage).toBeGreaterThan(0.95 * before!.coverage);
  });

  test('says that a handful of documents guarantees nothing', () => {
    expect(chooseThresholds(answers(20, 1), 1, 0.05, 0.1).guaranteed).toBe(false);
  });

  test('answers of a few documents stand only where unseen ones bear them out at even odds', () => {
    const sure = (count: number, wrong: number[] = []): Answer[] =>
      Array.from({ length: count }, (_, at) => {
        const confidence = 0.999 - at / 1000;
        return { label: 0, confidence, margin: 2 * confidence - 1, right: !wrong.includes(at) };
      });
    expect(chooseThresholds(sure(13), 1, 0.05, 0.1)).toMatchObject({
      holds_back: true,
      coverage: 0,
      sure: 13,
    });
    const borne = chooseThresholds(sure(20), 1, 0.05, 0.1);
    expect(borne).toMatchObject({ guaranteed: false, holds_back: false, coverage: 1 });
    expect(borne.confidence[0]).toBeGreaterThanOrEqual(0.95);
    // One of the surest was wrong: nothing stands, however many follow.
    expect(chooseThresholds(sure(20, [4]), 1, 0.05, 0.1)).toMatchObject({ holds_back: true, sure_wrong: 1 });
    // What knows no more than the sizes of the classes is not believed, however sure it was.
    expect(chooseThresholds(sure(20), 1, 0.05, 0.1, false).holds_back).toBe(true);
  });

  test('a wrong answer that happens to be the surest weighs no more than another', () => {
    const drawn = (wrong: number[]): Answer[] =>
      Array.from({ length: 150 }, (_, at) => {
        const confidence = 0.9999 - at / 2000;
        return { label: 0, confidence, margin: 2 * confidence - 1, right: at < 104 && !wrong.includes(at) };
      });
    // Of 100 answers as sure as asked for, at most 3 wrong ones leave it likelier than not that no more than 5 % are.
    const [first, last] = [
      [0, 1, 2],
      [80, 81, 82],
    ].map((wrong) => chooseThresholds(drawn(wrong), 1, 0.05, 0.1));
    expect(first).toMatchObject({ holds_back: false, guaranteed: false, sure_wrong: 3 });
    expect(first!.confidence).toEqual([0.95]);
    expect(last).toMatchObject({ holds_back: false, sure_wrong: 3 });
    // With five it is not.
    expect(chooseThresholds(drawn([0, 1, 2, 3, 4]), 1, 0.05, 0.1).holds_back).toBe(true);
  });

  test('what is far too sure seldom stands, wherever its wrong answers lie', () => {
    let stood = 0;
    // Wrong twice as often as it says.
    for (let draw = 0; draw < 100; draw++)
      if (!chooseThresholds(answers(300, draw, 3), 1, 0.05, 0.1).holds_back) stood += 1;
    expect(stood).toBeLessThan(40);
  });

  test('a small class whose own sure answers were wrong goes to a person; one wrong answer of ten does not say so', () => {
    const common = answers(2000, 3).map((answer) => ({ ...answer, right: true }));
    const rare = (wrong: number): Answer[] =>
      Array.from({ length: 11 }, (_, at) => ({
        ...{ label: 1, confidence: 0.999 - at / 1e4, margin: 0.99, right: at >= wrong },
      }));
    const [, careless] = chooseThresholds([...common, ...rare(6)], 2, 0.05, 0.1).confidence;
    expect(careless).toBeGreaterThan(1);
    const [general, lucky] = chooseThresholds([...common, ...rare(1)], 2, 0.05, 0.1).confidence;
    expect(lucky).toBe(general);
  });

  test('gives a careless class a stricter threshold of its own', () => {
    const good = answers(2000, 3).map((answer) => ({ ...answer, right: true }));
    const bad = answers(400, 4, 6).map((answer) => ({ ...answer, label: 1 }));
    const { confidence } = chooseThresholds([...good, ...bad], 2, 0.1, 0.1);
    expect(confidence[1]).toBeGreaterThan(confidence[0]!);
  });

  test('too few answers of a class say nothing of the lead it needs; many do', () => {
    const sure = (count: number) => answers(count, 5).map((answer) => ({ ...answer, right: true }));
    expect(chooseThresholds(sure(198), 1, 0.05, 0.1).margin).toEqual([0]);
    expect(chooseThresholds(sure(199), 1, 0.05, 0.1).margin[0]).toBeGreaterThan(0);
  });

  test.each([15, 40, 90, 400])('a stricter limit never accepts more (%d answers)', (count) => {
    const limits = [0.5, 0.3, 0.2, 0.15, 0.1, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01, 0.005, 0.001];
    const widened: string[] = [];
    for (let seed = 0; seed < 24; seed++) {
      // From a model that is too modest to one that is far too sure, with two to four classes.
      const classes = 2 + (seed % 3);
      const drawn = answers(count, seed, 0.2 + (seed % 5)).map((answer, at) => ({
        ...answer,
        label: at % classes,
        margin: answer.margin * (1 - ((at * 7) % 10) / 40),
      }));
      const acceptedAt = limits.map((limit) => {
        const { confidence, margin } = chooseThresholds(drawn, classes, limit, 0.1);
        return drawn.map((answer) => accepts(answer, confidence, margin));
      });
      acceptedAt.slice(1).forEach((stricter, at) => {
        if (stricter.some((accepted, answer) => accepted && !acceptedAt[at]![answer])) {
          widened.push(`seed ${seed}: ${limits[at + 1]} accepts what ${limits[at]} does not`);
        }
      });
    }
    expect(widened).toEqual([]);
  });
});
