/** The upload page as a person sees it: drop a document, read its class and why, delete it. */
import type { Browser, Page } from 'playwright-core';
import type { DocumentPage } from '#contracts/document-record.schema.js';
import { describeWithBrowser, openBrowser } from '../../support/browser.js';
import { drawPage, toPng, turned } from '../../support/drawn-pages.js';
import { type RunningPlatform, startPlatform, stopPlatforms } from '../../support/running-platform.js';
import { removeScratchWorkspaces } from '../../support/scratch-workspace.js';
import { newDocument, trainedWorkspace } from '../../support/trained-workspace.js';

describeWithBrowser('the upload page', () => {
  let platform: RunningPlatform;
  let browser: Browser;
  let page: Page;
  /** Whatever the browser complains about. */
  const complaints: string[] = [];

  beforeAll(async () => {
    const workspace = await trainedWorkspace();
    [platform, browser] = await Promise.all([startPlatform(workspace.directory), openBrowser()]);
    page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(platform.signIn);
  });
  afterAll(async () => {
    await browser?.close();
    await stopPlatforms();
    removeScratchWorkspaces();
  });

  const choose = (files: Record<string, string | Buffer>) =>
    page.setInputFiles(
      '#files',
      Object.entries(files).map(([name, content]) => ({
        name,
        mimeType: 'application/octet-stream',
        buffer: Buffer.from(content),
      })),
    );
  const row = (name: string) => page.locator('li.document', { hasText: name });

  test('says what the model tells apart, and that nothing was uploaded yet', async () => {
    await page.getByText('Tells apart: invoice, letter, recipe.').waitFor();
    await page.getByText('None yet.').waitFor();
  });

  test('a document shows its class, how sure it is, the runner-up and the words that decided', async () => {
    await choose({ 'electricity.txt': newDocument('invoice') });
    const shown = row('electricity.txt');
    await shown.locator('.label', { hasText: 'invoice' }).waitFor();
    expect(await shown.locator('.percent').textContent()).toMatch(/^(> 99\.9|\d+\.\d) %$/);
    expect(await shown.locator('.runner-up').textContent()).toMatch(
      /^then (letter|recipe) (< 0\.1|\d+\.\d) %$/,
    );
    expect(await shown.locator('.why .term').count()).toBeGreaterThan(3);
  });

  test('the words that decided are marked where they stand, on a page that lay on its side, and how they add up', async () => {
    const scan = await turned(await turned(await drawPage(newDocument('invoice').split('\n')), 90), 2);
    await choose({ 'sideways.png': await toPng(scan) });
    const shown = row('sideways.png');
    await shown.locator('.sum', { hasText: /^Lead over (letter|recipe): \+\d+\.\d\d = / }).waitFor();
    await shown.getByRole('button', { name: 'On the page' }).click();
    const picture = shown.locator('.sheet img');
    await shown.locator('.sheet rect').first().waitFor();
    await picture.evaluate((image) => (image as unknown as { decode(): Promise<void> }).decode());
    const { documents } = await platform.json<DocumentPage>('/api/v1/documents');
    const { explanation, page_geometry } = documents.find(({ file }) => file === 'sideways.png')!;
    const geometry = page_geometry![0]!;
    expect(geometry).toMatchObject({ width: scan.width, height: scan.height, unit: 'pixel', rotation: 270 });
    const around = (await picture.boundingBox())!;
    const marks = await shown.locator('.sheet rect').all();
    const boxes = explanation.flatMap((term) => term.boxes ?? []);
    expect(marks).toHaveLength(boxes.length);
    for (const [index, { box }] of boxes.entries()) {
      const mark = (await marks[index]!.boundingBox())!;
      // Half a line of the page: strokes are as wide as they are, whatever the picture's size.
      expect(mark.x - around.x).toBeCloseTo((box[0] / geometry.width) * around.width, -1);
      expect(mark.y - around.y).toBeCloseTo((box[1] / geometry.height) * around.height, -1);
      // On its side, a word is higher than wide.
      expect(mark.height).toBeGreaterThan(mark.width);
    }
    page.once('dialog', (dialog) => dialog.accept());
    await shown.getByRole('button', { name: 'Delete' }).click();
    await shown.waitFor({ state: 'detached' });
  });

  test('many documents at once; one that cannot be read says why, and its name does nothing', async () => {
    await choose({
      '<img src=x onerror=alert(1)>.zip': 'PK\u0003\u0004',
      'granny.txt': newDocument('letter'),
    });
    await row('granny.txt').locator('.label', { hasText: 'letter' }).waitFor();
    const failed = row('onerror');
    await failed.locator('.message', { hasText: 'zip' }).waitFor();
    expect(await failed.locator('.label').textContent()).toBe('not read');
    expect(await page.locator('li.document').count()).toBe(3);
    const batch = page.locator('li.batch');
    await batch.locator('.facts', { hasText: '2 documents' }).waitFor();
    expect(await batch.locator('.classes').textContent()).toBe('letter 1 · not read 1');
    const exported = await page.evaluate(
      async (address) => (await fetch(address)).text(),
      (await batch.locator('.csv').getAttribute('href'))!,
    );
    expect(exported.trim().split('\r\n')).toHaveLength(3);
  });

  test('struck-through words are explained; what is of no class says why and shows no words', async () => {
    // Which words speak against a class is the model's affair: here the first one of each document does.
    await page.route('**/api/v1/documents?*', async (route) => {
      const reply = await route.fetch();
      const body = (await reply.json()) as DocumentPage;
      for (const { explanation } of body.documents) if (explanation[0]) explanation[0].weight = -1;
      await route.fulfill({ response: reply, json: body });
    });
    await page.reload();
    await row('granny.txt').locator('.term.against').waitFor();
    expect(await row('granny.txt').locator('.legend').isVisible()).toBe(true);
    await page.unroute('**/api/v1/documents?*');
    await choose({ 'two.txt': 'two words', 'nothing.txt': '' });
    const unknown = row('two.txt');
    await unknown.locator('.label', { hasText: 'unknown' }).waitFor();
    const { documents } = await platform.json<DocumentPage>('/api/v1/documents');
    const { reason } = documents.find(({ file }) => file === 'two.txt')!;
    expect(await unknown.locator('.message').textContent()).toContain(reason!.message);
    expect(await unknown.locator('.why').isVisible()).toBe(false);
    const nothing = row('nothing.txt');
    await nothing.locator('.facts', { hasText: /^0 B/ }).waitFor();
    for (const shown of [unknown, nothing]) {
      page.once('dialog', (dialog) => dialog.accept());
      await shown.getByRole('button', { name: 'Delete' }).click();
      await shown.waitFor({ state: 'detached' });
    }
  });

  test('all is still there after a reload; a deleted document is not', async () => {
    await page.reload();
    await row('electricity.txt').locator('.label', { hasText: 'invoice' }).waitFor();
    page.once('dialog', (dialog) => dialog.accept());
    await row('electricity.txt').getByRole('button', { name: 'Delete' }).click();
    await row('electricity.txt').waitFor({ state: 'detached' });
    await page.reload();
    await row('granny.txt').waitFor();
    expect(await page.locator('li.document').count()).toBe(2);
  });

  test('whoever is not signed in sees the form alone; a one-time password is replaced there, and signing out ends it', async () => {
    const { password } = (await (
      await platform.request('/api/v1/admin/users', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'ann' }),
      })
    ).json()) as { password: string };
    const stranger = await (await browser.newContext()).newPage();
    stranger.setDefaultTimeout(60_000);
    // The link of the start was used by another browser.
    await stranger.goto(platform.signIn);
    await stranger.getByText('This sign-in link was used').waitFor();
    expect(stranger.url()).not.toContain('sign-in');
    expect(await stranger.locator('#upload').isVisible()).toBe(false);
    await stranger.getByLabel('Name').fill('ann');
    await stranger.getByLabel('Password', { exact: true }).fill(password);
    expect(await stranger.getByLabel('New password').isVisible()).toBe(false);
    await stranger.getByRole('button', { name: 'Sign in' }).click();
    await stranger.getByLabel('New password').fill('correct horse battery');
    await stranger.getByRole('button', { name: 'Sign in' }).click();
    await stranger.getByText('ann (user)').waitFor();
    // Documents of others are not hers to see.
    await stranger.getByText('None yet.').waitFor();
    await stranger.reload();
    await stranger.getByRole('button', { name: 'Sign out' }).click();
    await stranger.getByLabel('Name').waitFor();
    await stranger.reload();
    await stranger.getByLabel('Name').waitFor();
  });

  test('the browser had nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});
