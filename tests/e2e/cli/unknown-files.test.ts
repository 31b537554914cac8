/** `docket predict` gives no class to what is of none: a cat, a blank page, a poem, another language, an empty file. */
import sharp from 'sharp';
import { docket } from '../../support/docket-process.js';
import { removeScratchWorkspaces } from '../../support/scratch-workspace.js';
import { STRANGE_TEXTS } from '../../support/strange-texts.js';
import { textWorkspace } from '../../support/text-workspace.js';
import { newDocument } from '../../support/trained-workspace.js';

afterEach(removeScratchWorkspaces);
const CAT = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"><rect width="800" height="600" fill="#9ab"/>
<ellipse cx="400" cy="420" rx="210" ry="140" fill="#654"/><circle cx="400" cy="230" r="110" fill="#765"/>
<polygon points="310,170 330,60 390,140" fill="#765"/><polygon points="490,170 470,60 410,140" fill="#765"/>
<circle cx="360" cy="220" r="14" fill="#fc3"/><circle cx="440" cy="220" r="14" fill="#fc3"/>
<path d="M590 440 q120 -60 90 -180" stroke="#654" stroke-width="36" fill="none"/></svg>`;

test('of a cat, a blank page, a poem and another language none gets a class', async () => {
  const workspace = await textWorkspace(12);
  const { directory } = workspace;
  const blank = { create: { width: 1000, height: 1400, channels: 3 as const, background: 'white' } };
  await workspace.write({
    'cat.png': await sharp(Buffer.from(CAT)).png().toBuffer(),
    'blank.png': await sharp(blank).png().toBuffer(),
    'poem.txt': STRANGE_TEXTS['a poem']!,
    'german.txt': STRANGE_TEXTS.German!,
    'spaces.txt': '   \n\n  \n',
    'letter.txt': newDocument('letter'),
  });
  expect((await docket(['repro', 'train', '--quiet'], directory)).code).toBe(0);
  const files = ['cat.png', 'blank.png', 'poem.txt', 'german.txt', 'spaces.txt', 'letter.txt'];
  const { stdout, code } = await docket(['predict', ...files, '--json'], directory);
  const answers = JSON.parse(stdout) as { status: string; label: string | null; reason?: { code: string } }[];
  expect(code).toBe(0);
  for (const answer of answers.slice(0, 5)) {
    expect(answer).toMatchObject({ status: 'rejected', label: null, runner_up: null });
  }
  expect(answers.map(({ reason }) => reason?.code)).toEqual([
    'prediction/no-text',
    'prediction/no-text',
    'prediction/unfamiliar',
    'prediction/unfamiliar',
    'prediction/no-text',
    undefined,
  ]);
  expect(answers[5]!.label).toBe('letter');

  const shown = await docket(['predict', 'poem.txt', 'blank.png'], directory);
  expect(shown.stdout).toMatch(/poem\.txt +rejected +unknown \(nearest: \w+ [\d.]+ %, \w+ [\d.]+ %\) {2}/);
  expect(shown.stdout).toMatch(/blank\.png +rejected +unknown +.*no word to judge by/);
});
