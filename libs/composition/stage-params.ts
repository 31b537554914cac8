/** The params of a stage, complete: what its files say, and the defaults of the platform's own stages. */
import { paramAt, readParamsFile, sectionParams } from '#config/params-file.js';
import { PARAMS_FILE } from '#config/pipelines/stage-spec.js';
import type { ReadText } from '#config/read-text.js';
import { type FileProblems, filesError, type YamlFile } from '#config/yaml-file.js';
import { compareCodePoints } from '#contracts/compare-code-points.js';
import { DomainError } from '#contracts/domain-error.js';
import type { ParamsSpec, StageSpec } from '#contracts/pipeline.js';
import type { AnyStage } from '#contracts/stage.js';
import { paramChanges } from '#core/pipeline/describe-changes.js';

/** File to dotted key to value, as the lock writes them. */
export type StageParams = Record<string, Record<string, unknown>>;

type Definitions = Readonly<Record<string, AnyStage | undefined>>;

/** @param wrong takes what is wrong with the values */
export function completeParams(
  stage: StageSpec,
  files: ReadonlyMap<string, YamlFile | null>,
  definitions: Definitions,
  wrong: FileProblems[],
): StageParams {
  const result: StageParams = {};
  for (const { file, written, keys } of [...stage.params].sort(asLocked)) {
    const source = files.get(file) ?? null;
    const all = keys.length > 0 ? [...keys].sort() : Object.keys((source?.data ?? {}) as object).sort();
    const values = result[written] ?? {};
    result[written] = values;
    for (const key of all) {
      const definition = key === stage.uses ? definitions[key] : undefined;
      if (definition === undefined) {
        values[key] = paramAt(source?.exact, key);
        continue;
      }
      const { params, problems } = sectionParams(source, key, definition.params);
      values[key] = params;
      if (problems.length > 0) wrong.push({ file: source ?? NO_PARAMS, problems });
    }
  }
  return result;
}

/**
 * For a run that may take hours, while people edit.
 * @returns what reads a stage's params anew; files are parsed again only where their text has changed
 */
export function paramsReader(
  texts: ReadText,
  definitions: Definitions,
): (stage: StageSpec) => Promise<StageParams> {
  const known = new Map<string, { text: string | null; file: YamlFile | null }>();
  const fileNow = async (name: string): Promise<YamlFile | null> => {
    const text = await texts(name);
    const before = known.get(name);
    if (before?.text === text) return before.file;
    const file = await readParamsFile(async () => text, name);
    known.set(name, { text, file });
    return file;
  };
  return async (stage) => {
    const files = new Map<string, YamlFile | null>();
    for (const { file } of stage.params) files.set(file, await fileNow(file));
    const wrong: FileProblems[] = [];
    const params = completeParams(stage, files, definitions, wrong);
    if (wrong.length > 0) throw filesError(wrong);
    for (const { file, written } of stage.params) refuseMissing(file, params[written]!);
    return params;
  };
}

/**
 * A run that is recorded with the params it began with must not go on with others.
 * @throws DomainError 'pipeline/input-changed'
 */
export function refuseOtherParams(before: StageParams | undefined, now: StageParams): void {
  const [change] = paramChanges(before, now);
  if (change === undefined) return;
  throw new DomainError(
    'pipeline/input-changed',
    `The params were edited during the experiment (${change}), so it would be recorded with values that it did not run with; run it again when nothing writes to them.`,
  );
}

/** The checks before the run found them there. */
function refuseMissing(file: string, values: Record<string, unknown>): void {
  const gone = Object.keys(values).find((key) => values[key] === undefined);
  if (gone === undefined) return;
  throw new DomainError(
    'pipeline/missing-param',
    `${file} has no key '${gone}' any more; put it back, then run again.`,
  );
}

/** As DVC writes a lock: params.yaml first, the others by name. */
const asLocked = (left: ParamsSpec, right: ParamsSpec): number =>
  Number(right.written === PARAMS_FILE) - Number(left.written === PARAMS_FILE) ||
  compareCodePoints(left.written, right.written);

/** A stage may have params that no file sets wrong values for: only its defaults can be at fault then. */
const NO_PARAMS = { name: 'params.yaml', locate: () => 'params.yaml' };
