/** Sweeps: every combination, and no value torn apart. */
import { expandSweep } from '#core/experiments/expand-sweep.js';

test.each([
  [[], [[]]],
  [['train.c=3'], [['train.c=3']]],
  [['c=0.1,1,10'], [['c=0.1'], ['c=1'], ['c=10']]],
  [
    ['c=1,2', 'd=a,b'],
    [
      ['c=1', 'd=a'],
      ['c=1', 'd=b'],
      ['c=2', 'd=a'],
      ['c=2', 'd=b'],
    ],
  ],
  [['etl.languages=[eng, fra]'], [['etl.languages=[eng, fra]']]],
  [['etl.languages=[eng],[eng, fra]'], [['etl.languages=[eng]'], ['etl.languages=[eng, fra]']]],
  [['a={x: 1, y: 2},"b, c"'], [['a={x: 1, y: 2}'], ['a="b, c"']]],
  [['c=1,2,1'], [['c=1'], ['c=2']]],
  [['seed=range(1,4)'], [['seed=1'], ['seed=2'], ['seed=3']]],
  [['c=range(0.1, 0.4, 0.1)'], [['c=0.1'], ['c=0.2'], ['c=0.3']]],
  [['c=range(3,1,-1),7'], [['c=3'], ['c=2'], ['c=7']]],
])('%j', (assignments, expected) => {
  expect(expandSweep(assignments)).toEqual(expected);
});

test.each(['c', '=1', 'c=range(1)', 'c=range(2,1)', 'c=range(1,9,0)', 'c=range(1,100000)'])(
  '%s is wrong use, and says how to write it',
  (assignment) => {
    expect(() => expandSweep([assignment])).toThrow(
      expect.objectContaining({
        code: 'config/invalid',
        details: { usage: true },
        message: expect.stringContaining(`--set ${assignment}`),
      }),
    );
  },
);

test('a product that nobody can have meant is refused before it is made', () => {
  const many = `x=range(0,5000)`;
  expect(() => expandSweep([many, many, many])).toThrow(/more than 10000/);
});
