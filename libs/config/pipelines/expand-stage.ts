/**
 * The stages that `foreach` and `matrix` stand for, before their templates are filled in.
 *
 *   train:                         train@a:
 *     foreach: [a, b]                cmd: run ${item}      with item = a
 *     do:                     →    train@b:
 *       cmd: run ${item}             cmd: run ${item}      with item = b
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: DVC's references, not JavaScript's
import type { KeyPath, PipelineProblem } from '#contracts/pipeline.js';
import { interpolate } from './interpolate.js';
import { isMap, isScalar, text, type Values } from './yaml-values.js';

export interface StageVariant {
  /** Behind the '@'; null for a stage that stands for itself. */
  suffix: string | null;
  body: unknown;
  /** `item`, and `key` where there is one. */
  values: Values;
  /** Where the body stands in the file. */
  key: KeyPath;
}

/** As Python's `str`, true and false excepted. */
const named = (value: unknown): string => text(value);

export function expandStage(
  name: string,
  written: unknown,
  context: Values,
  problems: PipelineProblem[],
): StageVariant[] {
  const at: KeyPath = ['stages', name];
  const problem = (key: KeyPath, message: string) =>
    problems.push({ code: 'pipeline/invalid', key, message });
  if (!isMap(written)) return [{ suffix: null, body: written, values: {}, key: at }];
  if ('foreach' in written) {
    const { foreach, do: body, ...others } = written;
    for (const other of Object.keys(others)) {
      const remedy = other === 'matrix' ? 'keep one of the two' : "move it under 'do:'";
      problem([...at, other], `stands beside 'foreach:'; ${remedy}.`);
    }
    if (!isMap(body)) {
      problem([...at, 'do' in written ? 'do' : 'foreach'], "needs 'do:' with the stage to repeat.");
      return [];
    }
    return foreachVariants(interpolated(foreach, context, [...at, 'foreach'], problems), body, at, problem);
  }
  if ('do' in written && 'cmd' in written === false) {
    problem([...at, 'do'], "needs 'foreach:' beside it, with what to repeat for.");
    return [];
  }
  if (!('matrix' in written)) return [{ suffix: null, body: written, values: {}, key: at }];
  const { matrix, ...body } = written;
  return matrixVariants(interpolated(matrix, context, [...at, 'matrix'], problems), body, at, problem);
}

/** What could not be filled in must not be told a second time as having the wrong type. */
function interpolated(value: unknown, context: Values, key: KeyPath, problems: PipelineProblem[]): unknown {
  const before = problems.length;
  const result = interpolate(value, context, key, problems);
  return problems.length > before ? undefined : result;
}

function foreachVariants(
  list: unknown,
  body: unknown,
  at: KeyPath,
  problem: (key: KeyPath, message: string) => void,
): StageVariant[] {
  const key = [...at, 'do'];
  if (Array.isArray(list)) {
    const single = list.every(isScalar);
    return list.map((item, index) => ({
      suffix: single ? named(item) : String(index),
      body,
      values: { item },
      key,
    }));
  }
  if (isMap(list)) {
    return Object.entries(list).map(([each, item]) => ({
      suffix: each,
      body,
      values: { key: each, item },
      key,
    }));
  }
  if (list !== undefined) problem([...at, 'foreach'], 'must be a list or a map.');
  return [];
}

function matrixVariants(
  axes: unknown,
  body: unknown,
  at: KeyPath,
  problem: (key: KeyPath, message: string) => void,
): StageVariant[] {
  if (!isMap(axes) || !Object.values(axes).every(Array.isArray)) {
    if (axes !== undefined) problem([...at, 'matrix'], 'must be a map of lists.');
    return [];
  }
  let combinations: { parts: string[]; item: Record<string, unknown> }[] = [{ parts: [], item: {} }];
  for (const [axis, values] of Object.entries(axes as Record<string, unknown[]>)) {
    combinations = combinations.flatMap(({ parts, item }) =>
      values.map((value, index) => ({
        parts: [...parts, isScalar(value) ? named(value) : `${axis}${index}`],
        item: { ...item, [axis]: value },
      })),
    );
  }
  return combinations.map(({ parts, item }) => {
    const suffix = parts.join('-');
    return { suffix, body, values: { item, key: suffix }, key: at };
  });
}
