/** What the stages of a run miss on the disk: found before the first of them runs, all at once. */
import { leadsOut } from '#contracts/leads-out.js';
import { didYouMean } from '#contracts/nearest-name.js';
import type { PipelineProblem, StageSpec } from '#contracts/pipeline.js';
import { OUTPUT_KEYS, wouldDelete } from './check-pipeline.js';
import { itemGlob } from './glob.js';
import { isWithin, overlaps } from './path-overlap.js';

export type PathState =
  | 'present'
  | 'absent'
  /** A symbolic link that leads to itself. */
  | 'loop'
  /** A symbolic link to nothing. */
  | 'broken-link'
  /** Not allowed to look. */
  | 'forbidden';

export interface DiskView {
  look(path: string): PathState;
  /** Whether what lies (or would lie) there is outside the workspace, through a symbolic link above it. */
  leavesWorkspace(path: string): boolean;
  /** Whether .dvcignore leaves it out. */
  isIgnored(path: string): boolean;
  /** In an output on the disk: a file or folder that tools work by, and that the stage has not made. */
  keptIn(output: string): string | undefined;
  /** Sentences on what lies in a folder and cannot be read as part of it: links in a circle, names that are not UTF-8. */
  unreadableIn(path: string): string[];
  /** Whether any file matches. */
  matches(glob: string): boolean;
}

/** Where the platform's own stages read documents: that there are none yet is told by the run, with how to begin. */
export const isOfDocuments = ({ each, uses }: Pick<StageSpec, 'each' | 'uses'>): boolean =>
  uses !== null && each !== null && itemGlob(each).base === 'data/raw';

export function noMatch(each: string, base: string, isFolder: boolean): string {
  if (isFolder) return `${each} is a folder; for the files below it write ${each}/**/*.`;
  return `no file matches ${each}. Put files into ${base === '' ? 'the workspace' : base}, or mend the glob.`;
}

/**
 * @param selected the stages that will run
 * @param all of the pipeline: what one of them makes need not be there
 * @param options.mayMake outputs that are written wrongly
 * @param options.complete false where not all outputs could be read: what is absent may be made by a stage then
 */
export function checkInputs(
  selected: readonly StageSpec[],
  all: readonly StageSpec[],
  disk: DiskView,
  { complete = true, mayMake = [] }: { complete?: boolean; mayMake?: readonly string[] } = {},
): PipelineProblem[] {
  const problems: PipelineProblem[] = [];
  const made = [...mayMake, ...all.flatMap(({ outputs }) => outputs.map(({ path }) => path))];
  const isMade = (path: string) => made.some((output) => overlaps(output, path));
  for (const stage of selected) {
    if (stage.source !== undefined || stage.frozen) continue;
    const add = (
      key: (string | number)[],
      message: string,
      code: PipelineProblem['code'] = 'pipeline/missing-input',
    ) => problems.push({ code, key: ['stages', stage.name, ...key], message });
    if (
      complete &&
      stage.wdir !== '' &&
      !leadsOut(stage.wdir) &&
      disk.look(stage.wdir) === 'absent' &&
      !madeByOthers(stage, all)
    ) {
      add(['wdir'], `'${stage.wdir}' does not exist; make it, or mend the path.`);
    }
    for (const [index, { path, written }] of stage.deps.entries()) {
      if (leadsOut(path)) continue;
      if (disk.isIgnored(path)) add(['deps', index], ignored(written));
      if (isMade(path) || disk.isIgnored(path)) continue;
      const state = disk.look(path);
      if (state === 'absent' && !complete) continue;
      const problem = missing(written, state, path, made);
      if (problem !== null) add(['deps', index], problem);
      if (state === 'present')
        for (const each of disk.unreadableIn(path)) add(['deps', index], each, 'workspace/unreadable');
    }
    if (stage.each !== null && !leadsOut(stage.each)) {
      const { base, reads, whole } = itemGlob(stage.each);
      if (disk.look(base) === 'loop') add(['each'], inCircle(base), 'workspace/unreadable');
      else if (base !== '' && disk.isIgnored(base)) add(['each'], ignored(base));
      else if (complete && !isMade(reads) && !(isOfDocuments(stage) && whole) && !disk.matches(stage.each)) {
        add(['each'], noMatch(stage.each, base, reads === stage.each && disk.look(reads) === 'present'));
      }
    }
    for (const { path, written, role } of stage.outputs) {
      // Told already.
      if (leadsOut(path)) continue;
      const key = OUTPUT_KEYS[role];
      if (MEANT_TO_MATCH.test(path) && disk.look(path) === 'absent') add([key], noPattern(written));
      if (disk.isIgnored(path)) add([key], ignored(written));
      if (disk.look(path) === 'loop') add([key], inCircle(written), 'workspace/unreadable');
      const kept = disk.keptIn(path);
      if (kept !== undefined)
        add(
          [key],
          `${wouldDelete(`'${written}' contains '${kept}',`)} If the stage made it, remove it.`,
          'pipeline/output-conflict',
        );
      if (!disk.leavesWorkspace(path)) continue;
      add(
        [key],
        `'${written}' lies outside the workspace, through a symbolic link; write to a directory inside.`,
      );
    }
  }
  return problems;
}

/** What a stage makes in the directory where it works cannot be what makes the directory. */
const madeByOthers = ({ wdir }: StageSpec, all: readonly StageSpec[]): boolean =>
  all.some((other) => other.wdir !== wdir && other.outputs.some(({ path }) => overlaps(path, wdir)));

/** `out/*`, `out/*.csv`, `**`. A file may well be named by a star among other characters. */
const MEANT_TO_MATCH = /(^|\/)\*{1,2}(\/|$|\.[^/]*$)/;

const noPattern = (written: string): string => {
  const folder = itemGlob(written).base;
  return `'${written}' is no path: outputs are named, not matched. ${folder === '' ? 'Name each file, or a folder that the stage writes them into' : `Name the folder: '${folder}'`}.`;
};

/** As DVC: left out wherever they lie, without being told. */
const OF_TOOLS = ['.git', '.hg', '.dvc'];

const ignored = (written: string): string => {
  const tool = written.split('/').find((name) => OF_TOOLS.includes(name));
  if (tool !== undefined)
    return `'${written}' is what ${tool} keeps for itself: no change of it would be seen. Name another path.`;
  return `'${written}' is left out by .dvcignore: no change of it would be seen. Take it out there, or mend the path.`;
};

const inCircle = (written: string): string =>
  `'${written}' is a symbolic link that leads to itself; remove it.`;

function missing(written: string, state: PathState, path: string, made: readonly string[]): string | null {
  if (state === 'present') return null;
  if (state === 'loop') return inCircle(written);
  if (state === 'broken-link') return `'${written}' is a symbolic link to nothing; mend or remove it.`;
  if (state === 'forbidden') return `'${written}' may not be read; give this user the right to (chmod a+rX).`;
  const near = made.filter((output) => !isWithin(path, output));
  return `'${written}' does not exist and no stage makes it.${didYouMean(path, near)} Put it there, or mend the path.`;
}
