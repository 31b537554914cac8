/** A small pipeline of commands with a param, for experiments: in git or not. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ScratchWorkspace, scratchWorkspace } from './scratch-workspace.js';

const PIPELINE = `stages:
  read:
    each: data/*.txt
    cmd: tr a-z A-Z < "$DOCKET_ITEM" > "$DOCKET_OUTPUT"
    outs: [read]
  train:
    cmd: sh train.sh
    deps: [read, train.sh]
    params: [train.c]
    outs: [model]
    metrics: [{metrics.json: {cache: false}}]
`;
/** Many files, so that a kill may fall between two of them. */
const TRAIN = `c=$(sed -n 's/.*c: //p' params.yaml)
mkdir -p model
for i in 1 2 3 4 5 6 7 8 9 10; do echo "$c $i" > model/$i; done
cat read/* >> model/1
echo "{\\"accuracy\\": 0.$c}" > metrics.json
`;

export const git = (workspace: ScratchWorkspace, ...args: string[]): string =>
  execFileSync('git', args, { cwd: workspace.directory, encoding: 'utf8' });

/** @param files data/*.txt */
export async function experimentWorkspace(inGit: boolean, files = 2): Promise<ScratchWorkspace> {
  const data: Record<string, string> = {};
  for (let index = 0; index < files; index++) data[`data/${index}.txt`] = `text ${index}\n`;
  const workspace = await scratchWorkspace({
    'pipelines.yaml': PIPELINE,
    'params.yaml': '# kept\ntrain:\n  c: 1\n',
    'train.sh': TRAIN,
    '.gitignore': '/.docket/\n/data/\n/read/\n/model/\n',
    ...data,
  });
  if (inGit) {
    git(workspace, 'init', '-q', '-b', 'main');
    git(workspace, 'config', 'user.name', 'A Tester');
    git(workspace, 'config', 'user.email', 'tester@example.org');
    git(workspace, 'add', '.');
    git(workspace, 'commit', '-q', '-m', 'first');
  }
  return workspace;
}

/** Every file of the workspace with its hash, Docket's own and git's left out. */
export function hashesOf(workspace: ScratchWorkspace, below = ''): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const name of readdirSync(workspace.path(below)).sort()) {
    const path = join(below, name);
    if (path === '.docket' || path === '.git') continue;
    if (statSync(workspace.path(path)).isDirectory()) Object.assign(hashes, hashesOf(workspace, path));
    else
      hashes[path] = createHash('md5')
        .update(readFileSync(workspace.path(path)))
        .digest('hex');
  }
  return hashes;
}

/** What a killed process may leave half-done. */
export const leftovers = (workspace: ScratchWorkspace): string[] =>
  [
    '.docket/tmp',
    '.docket/cache/tmp',
    '.docket/change',
    '.docket/claims',
    '.docket/experiments/return.json',
  ].filter((path) => {
    const absolute = workspace.path(path);
    return existsSync(absolute) && (!statSync(absolute).isDirectory() || readdirSync(absolute).length > 0);
  });
