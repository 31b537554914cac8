/** Options that several commands have, in the same words, and how values are read from the command line. */
import { InvalidArgumentError } from 'commander';

/** For options that may be given many times. */
export const repeated = (value: string, before: string[] = []) => [...before, value];

export const positive = (value: string): number => {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('Give a whole number from 1.');
  return number;
};

export const FILE = ['-f, --file <file>', 'another file of the same grammar, such as dvc.yaml'] as const;
export const PIPELINE = ['--pipeline <name>', 'a group of stages (default: training)'] as const;
export const ALL_PIPELINES = [
  '-P, --all-pipelines',
  'stages of every dvc.yaml, not only of this one and what feeds it',
] as const;
export const JOBS = [
  '--jobs <n>',
  'stages and files at a time (default: processor cores + 1; files under way to workers behind a broker: 64)',
  positive,
] as const;
export const NO_WAIT = ['--no-wait', 'fail where another run holds the workspace'] as const;
export const REMOTE = [
  '--remote <remote>',
  'a name, s3://bucket/prefix or a directory (default: as configured)',
] as const;
export const REVISION = ['--rev <revision>', 'data of a git revision instead of the workspace'] as const;
export const RUN_CACHE = ['--run-cache', 'also the results of earlier runs'] as const;
export const MARKDOWN = ['--md, --markdown', 'a table for pull requests'] as const;
