/** Bad files among good ones: `docket repro` reads the good, names each bad one with its own code, and needs no memory for bombs. */
import { mkdirSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { docket } from '../../support/docket-process.js';
import { drawPage, ENGLISH, printPdf, toPng } from '../../support/drawn-pages.js';
import { numberedPdf, whitePng, zipOf } from '../../support/hostile-files.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);
const PIPELINE =
  'stages:\n  etl:\n    uses: etl\n    each: data/raw/**/*\n    params: [etl]\n    outs: [data/extracted]\n';
const cut = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(bytes.length * 0.6));

interface Item {
  path: string;
  code: string;
}

test('each bad file is told by its own code, and all good ones come through', async () => {
  const scan = await toPng(await drawPage(ENGLISH, 100), 100);
  const pdf = await printPdf([ENGLISH]);
  const moving = Buffer.concat([Buffer.alloc(64 * 64, 0), Buffer.alloc(64 * 64, 255)]);
  const bad: [name: string, content: Buffer, code: string][] = [
    ['empty.png', Buffer.alloc(0), 'document/empty'],
    ['cut.png', cut(scan), 'document/truncated'],
    ['cut.jpg', cut(await sharp(scan).jpeg().toBuffer()), 'document/truncated'],
    ['cut.tif', cut(await sharp(scan).tiff().toBuffer()), 'document/truncated'],
    ['cut.pdf', cut(pdf), 'document/truncated'],
    ['locked.pdf', await printPdf([ENGLISH], { password: 'secret' }), 'document/password-protected'],
    ['bomb.png', whitePng(40_000, 40_000), 'document/too-many-pixels'],
    ['2000 pages.pdf', numberedPdf(2000), 'document/too-many-pages'],
    [
      'dance.gif',
      await sharp(moving, { raw: { width: 64, height: 128, channels: 1, pageHeight: 64 } })
        .gif()
        .toBuffer(),
      'document/animated',
    ],
    ['mail.zip', zipOf('letter.txt', 'hello'), 'document/unsupported-type'],
    ['log.txt', Buffer.alloc(50_000_000, 'all work and no play '), 'document/too-many-bytes'],
  ];
  const good: [name: string, content: Buffer][] = [
    ['scan.png', scan],
    ['a PDF by its content.jpg', pdf],
    ['a scan by its content.txt', scan],
    ['with  two spaces.txt', Buffer.from('The garden is open.')],
    ['new\nline.txt', Buffer.from('The library is open.')],
    ['smile 😀 àé.txt', Buffer.from('The office is open.')],
    ['up\\..\\..\\down.txt', Buffer.from('The museum is open.')],
    ['-rf.txt', Buffer.from('The harbour is open.')],
    [`${'long '.repeat(50)}x.txt`, Buffer.from('The theatre is open.')],
  ];
  const workspace = await scratchWorkspace({ 'pipelines.yaml': PIPELINE, 'params.yaml': 'etl: {}\n' });
  mkdirSync(workspace.path('data/raw/letters'), { recursive: true });
  for (const [name, content] of [...bad, ...good])
    writeFileSync(`${workspace.path('data/raw/letters')}/${name}`, content);

  const { code, stdout } = await docket(['repro', '--json'], workspace.directory);
  const [{ items, failures }] = JSON.parse(stdout).stages;
  // The same scan under two names is read once.
  expect(items).toEqual({
    total: bad.length + good.length,
    ran: good.length - 1,
    cached: 1,
    failed: bad.length,
  });
  expect(code).toBe(0);
  expect(Object.fromEntries(failures.map((item: Item) => [item.path, item.code]))).toEqual(
    Object.fromEntries(bad.map(([name, , expected]) => [`data/raw/letters/${name}`, expected])),
  );

  // What failed by its own content is not tried again, what was read is not read again.
  const again = await docket(['repro', '--json'], workspace.directory);
  expect(again.code).toBe(0);
  expect(JSON.parse(again.stdout).stages[0].items).toMatchObject({ ran: 0 });

  // The names of the results: one each, however odd the file's own name is.
  const names = await Promise.all(
    ['scan.png', 'new\nline.txt', 'smile 😀 àé.txt'].map((name) =>
      workspace.text(`data/extracted/letters/${name}.json`),
    ),
  );
  expect(JSON.parse(names[0]!).pages[0].text).toContain('thank you for the letter');
  expect(JSON.parse(names[1]!).pages[0].text).toBe('The library is open.');

  // And it is said to people, too.
  const { stdout: shown, stderr } = await docket(['repro'], workspace.directory);
  expect(`${shown}${stderr}`).toContain('document/too-many-pixels');
});

test('a bad file that is mended is read; the others are not touched', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': PIPELINE,
    'data/raw/a/good.txt': 'The garden is open.',
    'data/raw/a/bad.txt': '',
  });
  expect(
    JSON.parse((await docket(['repro', '--json'], workspace.directory)).stdout).stages[0].items,
  ).toMatchObject({ ran: 1, failed: 1 });
  await workspace.write({ 'data/raw/a/bad.txt': 'Now it has words.' });
  expect(JSON.parse((await docket(['repro', '--json'], workspace.directory)).stdout).stages[0].items).toEqual(
    {
      total: 2,
      ran: 1,
      cached: 1,
      failed: 0,
    },
  );
});

test('one class alone is refused with the remedy; a class of one document is learned from and said', async () => {
  const { directory } = await scratchWorkspace();
  expect((await docket(['init', 'archive', '--quiet'], directory)).code).toBe(0);
  const archive = `${directory}/archive`;
  const write = (path: string, text: string) => {
    mkdirSync(`${archive}/data/raw/${path.split('/')[0]}`, { recursive: true });
    writeFileSync(`${archive}/data/raw/${path}`, text);
  };
  const words = 'river stone window market evening village morning bridge paper winter'.split(' ');
  for (let index = 0; index < 10; index += 1)
    write(
      `letter/${index}.txt`,
      `Dear Mrs Miller, thank you, ${words[index]}. Yours sincerely ${words[(index * 3) % 10]}`,
    );
  const alone = await docket(['repro', '--json'], archive);
  expect(alone.code).toBe(1);
  const failed = JSON.parse(alone.stdout).stages.find(({ state }: { state: string }) => state === 'failed');
  expect(failed.error).toMatchObject({
    code: 'dataset/one-class',
    message: expect.stringContaining('Add a folder'),
  });

  for (let index = 0; index < 10; index += 1)
    write(
      `invoice/${index}.txt`,
      `Invoice, amount due, pay the bank ${words[index]} ${words[(index * 7) % 10]} total`,
    );
  write('postcard/only.txt', 'Greetings from the seaside, the weather is fine');
  const { code, stderr, stdout } = await docket(['repro', '--json'], archive);
  expect(code).toBe(0);
  expect(stderr).toContain("Class 'postcard' has one document");
  expect(JSON.parse(stdout).stages[0].items).toMatchObject({ total: 21, failed: 0, cached: 10, ran: 11 });
});
