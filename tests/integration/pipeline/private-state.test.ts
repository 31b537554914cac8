/** `.docket` holds uploads, their texts and the database: for the account that runs Docket alone. */
import { chmodSync, chownSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { checkInstallation } from '#composition/check-installation.js';
import { holdWorkspace } from '#composition/hold-workspace.js';
import { openWorkspace } from '#composition/open-workspace.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

const NOBODY = 65_534;
afterAll(removeScratchWorkspaces);

/** @param mode of a `.docket` that is there; null: none is. @returns its mode after a run had the workspace, and doctor's word of it before */
async function closedFrom(mode: number | null, owner?: number) {
  const { directory, path } = await scratchWorkspace({ 'pipelines.yaml': 'stages: {}\n' });
  const state = path('.docket');
  rmSync(state, { recursive: true, force: true });
  if (mode !== null) {
    mkdirSync(state);
    if (owner !== undefined) chownSync(state, owner, owner);
    chmodSync(state, mode);
  }
  const subjects = (await checkInstallation(directory)).map(({ subject }) => subject);
  await holdWorkspace(await openWorkspace(directory), {}, async () => undefined);
  return { mode: (statSync(state).mode & 0o7777).toString(8), told: subjects.includes('.docket') };
}

test('it is made so, and closed where it is open', async () => {
  expect(await closedFrom(null)).toEqual({ mode: '700', told: false });
  expect(await closedFrom(0o755)).toEqual({ mode: '700', told: true });
  expect(await closedFrom(0o775)).toEqual({ mode: '700', told: true });
});

test('one that is a group’s on purpose stays so; everybody else is kept out', async () => {
  expect(await closedFrom(0o2775)).toEqual({ mode: '2770', told: true });
  expect(await closedFrom(0o2770)).toEqual({ mode: '2770', told: false });
});

(process.geteuid?.() === 0 ? test : test.skip)(
  'one of another user stays as it is (needs root)',
  async () => {
    expect(await closedFrom(0o755, NOBODY)).toEqual({ mode: '755', told: true });
  },
);
