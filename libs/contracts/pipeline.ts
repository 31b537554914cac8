/** A pipeline as its file describes it, defaults filled in and paths resolved: what planner and runner work on. */
import type { ErrorCode } from './error-codes.js';

/** A file or directory that a stage reads. */
export interface DependencySpec {
  /** As written, which is how the lock names it. */
  written: string;
  /** From the workspace's root, '/' between, no '.' or '..'. */
  path: string;
}

/** A file or directory that a stage makes. */
export interface OutputSpec extends DependencySpec {
  role: 'output' | 'metric' | 'plot';
  /** False: not restored from the remote, because it lives in git. */
  cache: boolean;
  /** True: left in place before the stage runs. */
  persist: boolean;
  /** False: never sent to a remote. */
  push: boolean;
}

/** Params that a stage depends on. */
export interface ParamsSpec {
  /** From the workspace's root. */
  file: string;
  /** As written, which is how the lock names it. */
  written: string;
  /** Dotted keys; none means the whole file. */
  keys: string[];
  /** Not written: a stage of the platform always depends on its own section, which may be absent then. */
  implied?: boolean;
}

export interface StageSpec {
  name: string;
  desc: string;
  /** Shell commands, run one after another; empty where the stage is one of the platform's. */
  cmd: string[];
  /** Whether `cmd` was written as a list, which is how the lock repeats it. */
  cmdIsList: boolean;
  uses: string | null;
  /** Glob from the workspace's root whose files the stage handles one by one. */
  each: string | null;
  /** From the workspace's root, '' for the root itself. */
  wdir: string;
  deps: DependencySpec[];
  params: ParamsSpec[];
  /** `outs`, then `metrics`, then `plots`, each in the order written. */
  outputs: OutputSpec[];
  frozen: boolean;
  alwaysChanged: boolean;
}

export interface Pipeline {
  /** 'pipelines.yaml' or what `-f` names, from the workspace's root. */
  file: string;
  stages: StageSpec[];
  /** Group name to stage names. */
  pipelines: Record<string, string[]>;
}

/** Where in a YAML file something stands: ['stages', 'etl', 'deps', 0]. */
export type KeyPath = readonly (string | number)[];

/** Something wrong with a file of the workspace, before its line is known. */
export interface PipelineProblem {
  code: ErrorCode;
  key: KeyPath;
  /** What is wrong, and how to mend it. */
  message: string;
}
