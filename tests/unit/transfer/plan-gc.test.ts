/** What gc may take: never what a kept state needs, never what is young; and whom each loss concerns. */
import fc from 'fast-check';
import { type DataState, KEEP_REASONS, planGarbage } from '../../../libs/core/transfer/plan-gc.js';

const names = fc.constantFrom(...'abcdefghij');
const states = fc.array(
  fc.record({
    id: fc.uuid(),
    title: fc.string(),
    time: fc.integer({ min: 0, max: 100 }),
    keep: fc.constantFrom(null, ...KEEP_REASONS),
    needs: fc.array(names).map((list): ReadonlySet<string> => new Set(list)),
  }),
  { maxLength: 6 },
);
const objects = fc.uniqueArray(
  fc.record({ name: names, size: fc.nat(1000), modified: fc.integer({ min: 0, max: 100 }) }),
  { selector: ({ name }) => name },
);
const before = fc.integer({ min: 0, max: 101 });

test('nothing goes that a kept state needs, and nothing that is younger than asked', () => {
  fc.assert(
    fc.property(objects, states, before, (stored, known, cutoff) => {
      const { remove } = planGarbage(stored, known, cutoff);
      for (const { name, modified } of remove) {
        expect(known.some(({ keep, needs }) => keep !== null && needs.has(name))).toBe(false);
        expect(modified).toBeLessThan(cutoff);
      }
    }),
  );
});

test('every object is counted once: gone, needed or too young', () => {
  fc.assert(
    fc.property(objects, states, before, (stored, known, cutoff) => {
      const { remove, kept, keptFor, young } = planGarbage(stored, known, cutoff);
      expect(remove.length + kept.objects + young.objects).toBe(stored.length);
      expect(keptFor.reduce((sum, { objects }) => sum + objects, 0)).toBe(kept.objects);
      const bytes = remove.reduce((sum, { size }) => sum + size, 0) + kept.bytes + young.bytes;
      expect(bytes).toBe(stored.reduce((sum, { size }) => sum + size, 0));
    }),
  );
});

test('collecting again finds nothing, and keeping more states never takes more', () => {
  fc.assert(
    fc.property(objects, states, before, (stored, known, cutoff) => {
      const gone = new Set(planGarbage(stored, known, cutoff).remove.map(({ name }) => name));
      const left = stored.filter(({ name }) => !gone.has(name));
      expect(planGarbage(left, known, cutoff).remove).toEqual([]);
      const all: DataState[] = known.map((state) => ({ ...state, keep: 'history' }));
      for (const { name } of planGarbage(stored, all, cutoff).remove) expect(gone.has(name)).toBe(true);
    }),
  );
});

test('each state that loses something is told, and no kept one', () => {
  fc.assert(
    fc.property(objects, states, before, (stored, known, cutoff) => {
      const { remove, losses } = planGarbage(stored, known, cutoff);
      const told = new Set(losses.map(({ state }) => state));
      for (const state of known) {
        expect(told.has(state)).toBe(state.keep === null && remove.some(({ name }) => state.needs.has(name)));
      }
      const orphans = remove.filter(({ name }) => known.every(({ needs }) => !needs.has(name)));
      expect(losses.find(({ state }) => state === null)?.objects ?? 0).toBe(orphans.length);
    }),
  );
});

test('what is kept has the firmest of its reasons', () => {
  const state = (keep: DataState['keep'], ...needs: string[]): DataState => ({
    ...{ id: `${keep}`, title: '', time: 0, keep, needs: new Set(needs) },
  });
  const states = [state('recent', 'a', 'b', 'c'), state('newest', 'b', 'c'), state('workspace', 'c')];
  const stored = [...'abcd'].map((name) => ({ name, size: 1, modified: 50 }));
  const { keptFor, young } = planGarbage(stored, states, 10);
  expect(keptFor.map(({ reason, objects }) => [reason, objects])).toEqual([
    ['workspace', 1],
    ['newest', 1],
    ['recent', 1],
  ]);
  expect(young.objects).toBe(1);
});
