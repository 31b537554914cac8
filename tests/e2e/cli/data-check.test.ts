/** `docket data check` as people run it: what is in the wrong folder, nothing where all is right, and a remedy where it cannot tell. */
import { rename, writeFile } from 'node:fs/promises';
import { docket } from '../../support/docket-process.js';
import { removeScratchWorkspaces } from '../../support/scratch-workspace.js';
import { textWorkspace } from '../../support/text-workspace.js';

afterEach(removeScratchWorkspaces);
test('names the letter among the invoices, and nothing once it has moved', async () => {
  const { directory, path } = await textWorkspace(9, (file) =>
    file.endsWith('letter-4.txt') ? 'invoice/letter-4.txt' : file,
  );
  const first = await docket(['data', 'check'], directory);
  expect(first.code).toBe(0);
  expect(first.stdout).toContain('Labels that are probably wrong, worst first');
  expect(first.stdout).toMatch(/invoice\/letter-4\.txt +invoice \d+ % +letter \d+ %/);

  await rename(path('data/raw/invoice/letter-4.txt'), path('data/raw/letter/letter-4.txt'));
  const second = await docket(['data', 'check', '--json'], directory);
  expect(JSON.parse(second.stdout)).toMatchObject({ documents: 27, conflicts: [], suspicious: [] });
  const third = await docket(['data', 'check', '--quiet'], directory);
  expect(third.stdout).toBe('No label looks wrong; 27 documents checked.\n');

  await writeFile(path('data/raw/recipe/blank.txt'), ' \n \n');
  const fourth = await docket(['data', 'check'], directory);
  expect(fourth.stdout).toContain('recipe/blank.txt has no words\n');
  expect(fourth.stdout).toContain('No label looks wrong; 27 documents checked.\n');
  expect(fourth.stdout).not.toContain('looks like');
});

test('one class alone cannot be checked; the remedy is named', async () => {
  const { directory } = await textWorkspace(3, (file) => (file.startsWith('letter') ? file : null));
  const { code, stderr, stdout } = await docket(['data', 'check', '--json'], directory);
  expect(code).toBe(1);
  expect(JSON.parse(stdout).error.code).toBe('dataset/one-class');
  expect(stderr).toContain('Add a folder with documents of another class');
});
