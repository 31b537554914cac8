/** What holds for templates whatever is written. */
import fc from 'fast-check';
import { expandStage } from '../../../libs/config/pipelines/expand-stage.js';
import { interpolate } from '../../../libs/config/pipelines/interpolate.js';
import { workspacePath } from '../../../libs/config/pipelines/workspace-path.js';
import { text } from '../../../libs/config/pipelines/yaml-values.js';
import type { PipelineProblem } from '../../../libs/contracts/pipeline.js';
import { exactFloat, FLOAT_TEXT, pythonFloat } from '../../../libs/contracts/python-float.js';

const name = fc.stringMatching(/^[a-zA-Z_é][\w-]{0,8}$/).filter((each) => each !== '__proto__');
const scalar = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.constant(null),
);
const { tree } = fc.letrec<{ tree: unknown; map: Record<string, unknown> }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, scalar, fc.array(scalar, { maxLength: 4 }), tie('map')),
  map: fc.dictionary(name, tie('tree'), { minKeys: 1, maxKeys: 4 }),
}));
const values = fc.dictionary(name, tree, { minKeys: 1, maxKeys: 4 });

/** Every value of a tree with the reference that names it. */
function references(value: unknown, at = ''): [string, unknown][] {
  const own: [string, unknown][] = at === '' ? [] : [[at, value]];
  if (Array.isArray(value))
    return [...own, ...value.flatMap((each, index) => references(each, `${at}[${index}]`))];
  if (value === null || typeof value !== 'object') return own;
  return [
    ...own,
    ...Object.entries(value).flatMap(([key, each]) => references(each, at === '' ? key : `${at}.${key}`)),
  ];
}
const filled = (written: unknown, context: Record<string, unknown>, key = 'deps') => {
  const problems: PipelineProblem[] = [];
  return { result: interpolate(written, context, ['stages', 'a', key], problems), problems };
};

test('a reference that is the whole text is the value itself', () => {
  fc.assert(
    fc.property(values, (context) => {
      for (const [reference, value] of references(context)) {
        expect(filled(`\${${reference}}`, context)).toEqual({ result: value, problems: [] });
      }
    }),
  );
});

test('within a text it becomes words, and everything around it stays', () => {
  fc.assert(
    fc.property(values, fc.string(), fc.string(), (context, before, after) => {
      fc.pre(!`${before}${after}`.includes('$') && !before.endsWith('\\') && `${before}${after}` !== '');
      for (const [reference, value] of references(context)) {
        const { result, problems } = filled(`${before}\${${reference}}${after}`, context);
        if (value !== null && typeof value === 'object') expect(problems).toHaveLength(1);
        else expect(result).toBe(`${before}${text(value)}${after}`);
      }
    }),
  );
});

test('without a reference nothing changes; an escaped one loses its backslash and nothing else', () => {
  fc.assert(
    fc.property(tree, fc.string(), (written, word) => {
      fc.pre(!JSON.stringify(written).includes('$') && !/[${}\\]/.test(word));
      expect(filled(written, {}).result).toEqual(written);
      expect(filled(`a \\\${${word}} b`, {})).toEqual({ result: `a \${${word}} b`, problems: [] });
    }),
  );
});

test('a reference to nothing is one problem, and what was written stays', () => {
  fc.assert(
    fc.property(values, name, (context, missing) => {
      fc.pre(!(missing in context));
      const { result, problems } = filled(`x \${${missing}.y}`, context);
      expect(problems).toHaveLength(1);
      expect(result).toBe(`x \${${missing}.y}`);
    }),
  );
});

test('foreach makes one stage for each element, matrix one for each combination, all with names of their own', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,4}$/), { minLength: 1, maxLength: 5 }),
      fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 4 }),
      (words, numbers) => {
        const problems: PipelineProblem[] = [];
        const each = expandStage('s', { foreach: words, do: { cmd: 'x' } }, {}, problems);
        expect(each.map(({ values: { item } }) => item)).toEqual(words);
        const all = expandStage('s', { matrix: { w: words, n: numbers }, cmd: 'x' }, {}, problems);
        expect(all).toHaveLength(words.length * numbers.length);
        expect(new Set(all.map(({ suffix }) => suffix)).size).toBe(all.length);
        expect(problems).toEqual([]);
      },
    ),
  );
});

test('no path leaves the workspace', () => {
  const part = fc.constantFrom('a', 'b c', '..', '.', '', 'é', 'x.txt');
  fc.assert(
    fc.property(fc.array(part), fc.array(fc.constantFrom('a', 'b')), (parts, folder) => {
      const found = workspacePath(folder.join('/'), parts.join('/') || '.');
      if ('problem' in found) return;
      expect(found.path.startsWith('/')).toBe(false);
      expect(found.path.split('/')).not.toContain('..');
    }),
  );
});

test('a float is written so that it is read again as the same float', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const written = pythonFloat(value);
      expect(written).toMatch(FLOAT_TEXT);
      expect(exactFloat(written).valueOf()).toBe(value);
    }),
  );
});
