/** Wrong use of the command line: exit code 2, what was meant, and never a stack trace. */
import { docket } from '../../support/docket-process.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);
const ONE = {
  'loss.csv': 'step,loss\n1,2\n',
  'pipelines.yaml':
    'stages:\n  one:\n    cmd: cp in.txt out.txt\n    deps: [in.txt]\n    outs: [out.txt]\nplots: [loss.csv]\n',
};

test('exit code 2 for wrong use: unknown option, unknown stage (with the one that was meant)', async () => {
  const { directory } = await scratchWorkspace(ONE);
  expect((await docket(['repro', '--forse'], directory)).code).toBe(2);
  expect((await docket(['reproo'], directory)).code).toBe(2);
  const typo = await docket(['repro', 'ones'], directory);
  expect(typo.code).toBe(2);
  expect(typo.stderr).toContain("Did you mean 'one'?");
});

test('no help of what does not exist, no workspace above what is no directory', async () => {
  const { directory } = await scratchWorkspace(ONE);
  const help = await docket(['exp', 'lst', '--help'], directory);
  expect([help.code, help.stdout]).toEqual([2, '']);
  expect(help.stderr).toContain("unknown command 'lst'. Did you mean 'list'?");
  const { code, stderr } = await docket(['status', '--cwd', 'pipelines.yaml'], directory);
  expect(code).toBe(2);
  expect(stderr).toContain('--cwd pipelines.yaml is no directory');
});

test('a pipeline without stages is told as such; revisions without show or diff get the whole command', async () => {
  const { directory } = await scratchWorkspace({ 'pipelines.yaml': '' });
  for (const command of ['repro', 'status', 'dag'])
    expect(await docket([command], directory)).toMatchObject({
      ...{ code: 0, stdout: expect.stringContaining('pipelines.yaml has no stages to run.') },
    });
  const { code, stderr } = await docket(['plots', 'two', 'mild-moss'], directory);
  expect(code).toBe(2);
  expect(stderr).toContain('`docket plots show two …`');
});

test('what cannot be set is wrong use, told by its key and without lines of a file that was never written', async () => {
  const params = 'train:\n  seed: 1\n';
  const workspace = await scratchWorkspace({
    'params.yaml': params,
    'pipelines.yaml':
      'stages:\n  train:\n    uses: train\n    deps: [a.json]\n    params: [train]\n    outs: [model]\n',
    'a.json': '{}',
  });
  const { code, stderr } = await docket(['repro', '--set', 'train.sed=3'], workspace.directory);
  expect(code).toBe(2);
  expect(stderr).toContain('--set train.sed=3: train.sed');
  expect(stderr).toContain("Did you mean 'seed'?");
  expect(stderr).not.toMatch(/params\.yaml:\d/);
  expect(await workspace.text('params.yaml')).toBe(params);
});

test('a file where a directory belongs, and a directory where a file does, are told by path with the remedy', async () => {
  const { directory, path, write } = await scratchWorkspace({ ...ONE, file: '', 'folder/deep/x': '' });
  const told = async (...args: string[]) => {
    const { code, stderr } = await docket(args, directory);
    expect({ args, stack: /^ +at /m.test(stderr) }).toEqual({ args, stack: false });
    return `${code} ${stderr}`;
  };
  expect(await told('init', 'file/new')).toContain(
    `2 error ${path('file/new')} cannot be made: ${path('file')} is a`,
  );
  expect(await told('model', 'import', 'folder')).toContain(`2 error ${path('folder')} holds no model`);
  expect(await told('model', 'import', 'gone')).toContain(`2 error ${path('gone')} does not exist`);
  expect(await told('model', 'export', '1', 'file')).toContain(
    `2 error ${path('file')} is a file; name another`,
  );
  expect(await told('remote', 'add', 'disk', 'file')).toContain(`2 error ${path('file')} is a file`);
  expect(await told('remote', 'add', 's3', 's3://my bucket/x')).toContain(
    "'my bucket' cannot be the name of a bucket",
  );
  expect(await told('remote', 'check', './file')).toContain(`The remote ${path('file')} is a file`);
  expect(await told('plots', '-o', 'folder')).toContain(`2 error ${path('folder')} is a directory`);
  await write({ '.docket/db': '' });
  expect(await told('model', 'list')).toContain(`1 error ${path('.docket/db')}`);
  expect(await told('init', 'x'.repeat(300))).toContain('use a shorter name (ENAMETOOLONG');
});
