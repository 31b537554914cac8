/** The limit is one for all answers; a class whose answers are wrong more often is named. */
import { classRisks, tellClassRisks } from '#core/evaluation/class-risks.js';
import type { Judgement } from '#core/evaluation/judgement.js';

const RULE = { max_error: 0.05, risk: 0.1 };
const judged = (
  label: number,
  predicted: number,
  count: number,
  status: Judgement['status'] = 'classified',
) =>
  Array.from({ length: count }, (_, at): Judgement => {
    const document = (label * 3 + predicted) * 1000 + at;
    const probabilities = Float64Array.of(0.5, 0.5);
    return { document, label, predicted, answer: 'x', status, familiarity: 0, probabilities };
  });

test('answers that stood are counted by the class they gave, others not at all', () => {
  const risks = classRisks(
    ['common', 'rare', 'never'],
    [...judged(0, 0, 90), ...judged(0, 1, 6), ...judged(1, 1, 5), ...judged(1, 0, 3, 'review')],
  );
  expect(risks.common).toMatchObject({ answers: 90, wrong: 0, error: 0 });
  expect(risks.rare).toMatchObject({ answers: 11, wrong: 6 });
  expect(risks.rare!.interval![0]).toBeGreaterThan(0.25);
  expect(risks).not.toHaveProperty('never');
});

test.each([
  [6, 5, true],
  [1, 1, true],
  [1, 10, false],
  [0, 3, false],
  [3, 100, false],
])('%d wrong and %d right: said to be more than luck: %p', (wrong, right, told) => {
  const risks = classRisks(['common', 'rare'], [...judged(0, 1, wrong), ...judged(1, 1, right)]);
  const said = tellClassRisks(risks, RULE);
  expect(said).toHaveLength(told ? 1 : 0);
  if (told) expect(said[0]).toContain(`Of ${wrong + right} answers 'rare' that stood ${wrong}`);
  expect(tellClassRisks(risks, null)).toEqual([]);
});

test('one document given ten times is no class above the limit', () => {
  const judgements = [...judged(0, 1, 10), ...judged(1, 1, 20)];
  const once = ({ document }: { document: number }) => (document < 3000 ? 0 : document);
  const risks = classRisks(['common', 'rare'], judgements, once);
  expect(risks.rare).toMatchObject({ answers: 30, wrong: 10, distinct: { answers: 21, wrong: 1 } });
  expect(tellClassRisks(risks, RULE)).toEqual([]);
  expect(tellClassRisks(classRisks(['common', 'rare'], judgements), RULE)).toHaveLength(1);
});
