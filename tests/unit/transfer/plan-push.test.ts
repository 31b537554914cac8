/** A directory object is never sent before its files are there, whatever was there and whatever fails. */
import fc from 'fast-check';
import { directoriesToPush, filesToPush, wantedObjects } from '../../../libs/core/transfer/plan-push.js';

const files = fc.constantFrom(...'abcdefgh');
const directories = fc.dictionary(fc.constantFrom('1.dir', '2.dir', '3.dir', '4.dir'), fc.array(files));

test('after any push, every directory object on the remote has all its files there', () => {
  fc.assert(
    fc.property(
      directories,
      fc.array(files),
      fc.array(files),
      fc.array(files),
      (listings, single, there, broken) => {
        const present = new Set<string>(there);
        const wanted = wantedObjects([...Object.keys(listings), ...single], (name) => listings[name]!);
        const failed = new Set<string>();
        for (const name of filesToPush(wanted, present)) {
          if (broken.includes(name)) failed.add(name);
          else present.add(name);
        }
        const { ready, incomplete } = directoriesToPush(wanted, present, failed);
        for (const name of ready) present.add(name);
        for (const [directory, names] of Object.entries(listings)) {
          const whole = names.every((name) => present.has(name));
          expect(present.has(directory)).toBe(whole);
          expect(incomplete.includes(directory)).toBe(!whole);
        }
        for (const name of single) expect(present.has(name)).toBe(!failed.has(name));
      },
    ),
  );
});

test('each object is sent once, though many directories have it', () => {
  const wanted = wantedObjects(['1.dir', '2.dir', 'a'], () => ['a', 'b', 'a']);
  expect(filesToPush(wanted, new Set())).toEqual(['a', 'b']);
  expect(filesToPush(wanted, new Set(['b']))).toEqual(['a']);
  expect(directoriesToPush(wanted, new Set(['2.dir']), new Set())).toEqual({
    ready: ['1.dir'],
    incomplete: [],
  });
});
