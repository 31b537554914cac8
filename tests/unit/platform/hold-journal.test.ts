/** What a process has put into the store before anything refers to it is known after its end, however that came. */
import { appendFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HoldJournal } from '#adapters/object-store/hold-journal.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

const DAY = 86_400_000;
const [A, B, C] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [string, string, string];

async function open() {
  const folder = join((await scratchWorkspace()).directory, 'holds');
  const files = () => readdirSync(folder).map((name) => join(folder, name));
  const age = () => files().map((path) => utimesSync(path, 0, 0));
  return { folder, files, age };
}

test('a process that is gone leaves what it held, a half line not; one that lives, nothing', async () => {
  const { folder, files, age } = await open();
  const killed = new HoldJournal(folder);
  killed.note(A);
  killed.note(B);
  killed.note(A);
  appendFileSync(files()[0]!, 'c'.repeat(40));
  const next = new HoldJournal(folder);
  expect(next.leftovers(DAY)).toEqual([]);
  age();
  next.note(C);
  const [leftover, ...more] = next.leftovers(DAY);
  expect([leftover!.sha256s, more]).toEqual([[A, B], []]);
  next.forget(leftover!);
  expect([next.leftovers(DAY), files()]).toMatchObject([[], { length: 1 }]);
});

test('what has its end is noted no more, what is held gives a sign of life, and nothing is left of half a file', async () => {
  const { folder, files, age } = await open();
  const journal = new HoldJournal(folder);
  for (const sha256 of [A, B]) journal.note(sha256);
  writeFileSync(join(folder, '1-half'), A);
  age();
  journal.keepOnly([B]);
  const other = new HoldJournal(folder);
  expect(other.leftovers(DAY)).toEqual([]);
  age();
  expect(other.leftovers(DAY).map(({ sha256s }) => sha256s)).toEqual([[B]]);
  journal.keepOnly([]);
  expect(files()).toEqual([]);
  journal.note(C);
  expect(files()).toHaveLength(1);
});
