/** The grammar that editors are given is the one that is checked. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of pipelines.yaml
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { pipelineJsonSchema } from '../../../libs/config/pipelines/pipeline-json-schema.js';

const root = resolve(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(resolve(root, path), 'utf8');
const shipped = JSON.parse(read('docs/schema/pipelines.schema.json'));
const accepts = (yaml: string) => z.fromJSONSchema(shipped).safeParse(parse(yaml)).success;

test('the shipped schema is up to date (`npm run schema` writes it)', () => {
  expect(shipped).toEqual(JSON.parse(pipelineJsonSchema()));
});

test("the project's own pipelines.yaml names it in its first line, and obeys it", () => {
  const yaml = read('pipelines.yaml');
  expect(yaml.split('\n')[0]).toBe('# yaml-language-server: $schema=docs/schema/pipelines.schema.json');
  expect(accepts(yaml)).toBe(true);
});

test.each([
  [
    'stages: {a: {cmd: [x, y], deps: [i], params: [p, f.yaml: [k], g.yaml:], outs: [o: {cache: false}], plots: [p: [{x: a}]]}}',
    true,
  ],
  ['stages: {t: {foreach: [1, {a: b}], do: {cmd: "x ${item}", frozen: "${f}"}}}', true],
  ['stages: {t: {matrix: {a: [1], b: "${l}"}, cmd: x}}\nvars: [f.yaml, {a: 1}]', true],
  ['stages: {a: {cmd: x, dep: [i]}}', false],
  ['stages: {a: {cmd: x, outs: [o: {cahce: false}]}}', false],
  ['stages: {a: {uses: nothing}}', false],
  ['stages: {a b: {cmd: x}}', false],
  ['stage: {}', false],
])('%s', (yaml, right) => {
  expect(accepts(yaml)).toBe(right);
});
