/** What may be set: only what a stage of the run reads, and what tells who else would read it. */
import { refuseUnread } from '#composition/experiments/refuse-unread.js';
import { openWorkspace } from '#composition/open-workspace.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

const FILES = {
  'dvc.yaml': [
    'stages:',
    `  train: {cmd: 'train $${'{size}'}', params: [c], outs: [o]}`,
    '  late: {cmd: late, params: [d], deps: [o], outs: [l]}',
    '  cold: {cmd: cold, params: [e], outs: [x], frozen: true}',
    '',
  ].join('\n'),
  'params.yaml': 'c: 1\nd: 2\ne: 3\nsize: 5\nfree: 0\n',
  'models/dvc.yaml': 'stages:\n  tune: {cmd: tune, params: [c], outs: [t]}\n',
  'models/params.yaml': 'c: 7\n',
};

test('a value that nothing would read is refused with what would; one that is filled in counts as read', async () => {
  const opened = await openWorkspace((await scratchWorkspace(FILES)).directory);
  const refusal = (set: string, options = {}) =>
    refuseUnread(opened, options, [[set]]).then(
      () => null,
      (error: Error) => error.message,
    );
  expect(await refusal('models/params.yaml:c=9')).toBe(
    "--set models/params.yaml:c=9: no stage of this run reads 'models/params.yaml:c', but 'models/dvc.yaml:tune' would. Run that, too: -P, or docket exp run models/dvc.yaml --set models/params.yaml:c=9.",
  );
  expect(await refusal('models/params.yaml:c=9', { allPipelines: true })).toBeNull();
  expect(await refusal('models/params.yaml:c=9', { stages: ['models/dvc.yaml'] })).toBeNull();
  expect(await refusal('d=1', { stages: ['train'] })).toContain("but 'late' would");
  expect(await refusal('d=1')).toBeNull();
  expect(await refusal('size=5')).toBeNull();
  expect(await refusal('size=6', { stages: ['cold'] })).toContain("no stage reads the param 'size'");
  expect(await refusal('e=1')).toContain("Take 'frozen: true' from it first");
  expect(await refusal('free=1')).toContain("no stage reads the param 'free'");
});
