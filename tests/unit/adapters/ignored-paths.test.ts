/** What a workspace's ignore files leave out, and names that only look like theirs. */
import { isPathIgnored } from '../../../libs/adapters/workspace/ignored-paths.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

test('a directory with the name of an ignore file has no rules, and those above it hold', async () => {
  const { directory } = await scratchWorkspace({ '.dvcignore': '*.tmp\n', 'data/.dvcignore/x': '*\n' });
  expect(isPathIgnored(directory, 'data/scan.png')).toBe(false);
  expect(isPathIgnored(directory, 'data/scan.tmp')).toBe(true);
});
