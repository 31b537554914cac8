/** What gc may take: never what a kept state needs, never what is young; and whom each loss concerns. */
import fc from 'fast-check';
import { type DataState, planGarbage } from '../../../libs/core/transfer/plan-gc.js';

const names = fc.constantFrom(...'abcdefghij');
const states = fc.array(
  fc.record({
    id: fc.uuid(),
    title: fc.string(),
    time: fc.integer({ min: 0, max: 100 }),
    keep: fc.boolean(),
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
        expect(known.some(({ keep, needs }) => keep && needs.has(name))).toBe(false);
        expect(modified).toBeLessThan(cutoff);
      }
    }),
  );
});

test('every object is counted once: gone, needed or too young', () => {
  fc.assert(
    fc.property(objects, states, before, (stored, known, cutoff) => {
      const { remove, kept, young } = planGarbage(stored, known, cutoff);
      expect(remove.length + kept.objects + young.objects).toBe(stored.length);
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
      const all: DataState[] = known.map((state) => ({ ...state, keep: true }));
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
        expect(told.has(state)).toBe(!state.keep && remove.some(({ name }) => state.needs.has(name)));
      }
      const orphans = remove.filter(({ name }) => known.every(({ needs }) => !needs.has(name)));
      expect(losses.find(({ state }) => state === null)?.objects ?? 0).toBe(orphans.length);
    }),
  );
});
