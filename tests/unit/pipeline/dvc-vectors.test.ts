/** Names and texts that DVC 3 gives to content: what keeps an existing cache or remote usable. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { importMd5 } from '../../../libs/adapters/workspace/import-md5.js';
import { pythonYaml } from '../../../libs/adapters/workspace/python-yaml.js';
import type { LockedStage, PipelineLock } from '../../../libs/contracts/pipeline-lock.schema.js';
import {
  directoryMd5,
  directoryText,
  md5Of,
  parseDirectoryText,
} from '../../../libs/core/pipeline/directory-object.js';
import { runKey } from '../../../libs/core/pipeline/run-key.js';
import { realData } from '../../support/real-data.js';

const vectors = realData('dvc-vectors');
const describeWithVectors = existsSync(vectors)
  ? describe
  : (name: string, suite: () => void) =>
      describe.skip(`${name} (the folder of DVC's vectors is absent)`, suite);

test("a directory's name is the one that DVC's documentation gives", () => {
  const entries = ['sub_dir/baz', 'foo', 'bar'].map((relpath) => ({ md5: md5Of(relpath), relpath }));
  expect(directoryMd5(directoryText(entries))).toBe('55d05978954d1b2cd7b06aedda9b9e43.dir');
});

test("the md5 of an import's file is the one that DVC's own test expects; annotations and sizes make no other", () => {
  const md5 = 'e9521a22111493406ea64a88cda63e0b';
  const outs = { path: 'a', md5: '123456789' };
  const said = { md5: '123456', cmd: 'mycmd', outs: [outs], deps: [{ path: 'b', md5: '987654321' }] };
  expect(importMd5(said)).toBe(md5);
  const more = {
    wdir: '.',
    frozen: true,
    desc: 'mine',
    meta: { x: 1 },
    outs: [{ ...outs, size: 3, nfiles: 1 }],
  };
  expect(importMd5({ ...said, ...more })).toBe(md5);
  expect(importMd5({ ...said, wdir: '..' })).not.toBe(md5);
});

test('names are escaped as Python does, and sorted by code point', () => {
  const names = ['\u{1f600}', '\uffee', 'a\u007f"\\\n', 'é'];
  const text = directoryText(names.map((relpath) => ({ md5: '0', relpath })));
  expect(text).toBe(
    '[{"md5": "0", "relpath": "a\\u007f\\"\\\\\\n"}, {"md5": "0", "relpath": "\\u00e9"}, {"md5": "0", "relpath": "\\uffee"}, {"md5": "0", "relpath": "\\ud83d\\ude00"}]',
  );
});

test('a listing that climbs out of its directory is refused', () => {
  expect(parseDirectoryText('[{"md5": "0", "relpath": "../x"}]')).toBeNull();
  expect(parseDirectoryText('[{"md5": "0", "relpath": "/etc/x"}]')).toBeNull();
  expect(parseDirectoryText('[{"md5":')).toBeNull();
});

describeWithVectors("DVC's own files", () => {
  const remote = join(vectors, 'remote');
  const directoryObjects = existsSync(remote)
    ? readdirSync(join(remote, 'files/md5'), { recursive: true, encoding: 'utf8' }).filter((path) =>
        path.endsWith('.dir'),
      )
    : [];

  test('every directory object is written back byte for byte, under its own name', () => {
    expect(directoryObjects.length).toBeGreaterThan(0);
    for (const path of directoryObjects) {
      const text = readFileSync(join(remote, 'files/md5', path), 'utf8');
      const rewritten = directoryText([...parseDirectoryText(text)!].reverse());
      expect(rewritten).toBe(text);
      expect(directoryMd5(rewritten)).toBe(path.replace('/', ''));
    }
  });

  test.each(['step1', 'step2'])('the lock of %s is written back byte for byte', (step) => {
    const text = readFileSync(join(vectors, step, 'dvc.lock'), 'utf8');
    expect(pythonYaml(parse(text))).toBe(text);
  });

  test('every run of the run cache lies where DVC put it', () => {
    const lock = parse(readFileSync(join(vectors, 'step1/dvc.lock'), 'utf8')) as PipelineLock;
    for (const [, stage] of Object.entries(lock.stages!)) {
      const { key, name } = runKey(stage);
      const path = join(remote, 'runs', key.slice(0, 2), key, name);
      expect(existsSync(path)).toBe(true);
      expect(pythonYaml(stage satisfies LockedStage)).toBe(readFileSync(path, 'utf8'));
    }
  });
});
