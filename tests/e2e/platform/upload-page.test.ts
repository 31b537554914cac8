/** The upload page as a person sees it: drop a document, read its class and why, delete it. */
import type { Browser, Page } from 'playwright-core';
import type { DocumentPage } from '#contracts/document-record.schema.js';
import { describeWithBrowser, openBrowser } from '../../support/browser.js';
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
    await page.goto(platform.url);
  });
  afterAll(async () => {
    await browser?.close();
    await stopPlatforms();
    removeScratchWorkspaces();
  });

  const choose = (files: Record<string, string>) =>
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

  test('the browser had nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});
