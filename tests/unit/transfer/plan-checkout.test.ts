/** What a checkout writes and takes away, and that it knows what would be lost by it. */
import fc from 'fast-check';
import { planCheckout } from '../../../libs/core/transfer/plan-checkout.js';

const tree = fc
  .dictionary(fc.constantFrom('a', 'b', 'c/d', 'c/e', 'f'), fc.constantFrom('1', '2', '3'))
  .map((entries) =>
    Object.entries(entries).map(([path, md5]) => ({ path, md5, size: 1, executable: false })),
  );

test('afterwards the files are those that are wanted; extra ones stay where asked', () => {
  fc.assert(
    fc.property(tree, tree, fc.boolean(), (present, wanted, keepExtra) => {
      const plan = planCheckout(present, wanted, keepExtra);
      const files = new Map<string, string>(present.map(({ path, md5 }) => [path, md5]));
      for (const { path } of plan.remove) files.delete(path);
      for (const { path, md5 } of plan.install) files.set(path, md5);
      for (const { path, md5 } of wanted) expect(files.get(path)).toBe(md5);
      const extra = present.filter(({ path }) => !wanted.some((file) => file.path === path));
      expect(files.size).toBe(wanted.length + (keepExtra ? extra.length : 0));
    }),
  );
});

test('whatever content goes is named, and nothing is touched that is right', () => {
  fc.assert(
    fc.property(tree, tree, fc.boolean(), (present, wanted, keepExtra) => {
      const { install, remove, replaced } = planCheckout(present, wanted, keepExtra);
      const touched = new Set([...install, ...remove].map(({ path }) => path));
      const gone = present.filter(({ path }) => touched.has(path)).map(({ path }) => path);
      expect(replaced.map(({ path }) => path).sort()).toEqual(gone.sort());
      for (const file of wanted) {
        if (present.some(({ path, md5 }) => path === file.path && md5 === file.md5))
          expect(touched.has(file.path)).toBe(false);
      }
    }),
  );
});
