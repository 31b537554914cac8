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
  /** Of a `.dvc` file: recorded by DVC 2, whose data Docket neither sends nor fetches. */
  old?: true;
  /** The remote that it is sent to, where that is not the default. */
  remote?: string;
  /** How to draw it; several where one file has several plots. */
  plots?: PlotOptions[];
}

/** As in dvc.yaml; `x` and `y` are fields of the file. */
export interface PlotOptions {
  x?: string;
  y?: string;
  x_label?: string;
  y_label?: string;
  title?: string;
  /** False: a CSV or TSV file without a line of titles. */
  header?: boolean;
  /** A Vega-Lite template's name or file. */
  template?: string;
}

/** A plot of the top level: of the file `id`, or of the files that `x` and `y` name. */
export interface NamedPlot {
  id: string;
  options: Omit<PlotOptions, 'x' | 'y'> & {
    x?: string | Record<string, string>;
    y?: string | string[] | Record<string, string | string[]>;
  };
}

/** A file or directory with a name, such as a model. */
export interface NamedArtifact {
  /** From the workspace's root. */
  path: string;
  type?: string;
  desc?: string;
  labels?: string[];
  meta?: unknown;
}

/** What the top level names besides stages; paths from the workspace's root. */
export interface DeclaredFiles {
  params: string[];
  metrics: string[];
  plots: NamedPlot[];
  artifacts: Record<string, NamedArtifact>;
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
  /** Of data that people put there: the `.dvc` file, from the root, that says what its one output holds. */
  source?: string;
  /** Of data that `dvc import` or `dvc import-url` fetched. */
  imported?: ImportedFrom;
}

/** Where data of a `.dvc` file was fetched from. */
export interface ImportedFrom {
  /** As its file says it: address or path. */
  url: string;
  /** A DVC project or git repository, which keeps the data itself: it is sent to no remote of this one. */
  repository: boolean;
}

/** A file that templates take values from: params.yaml where there is one, and those of `vars:`. */
export interface VarsSpec {
  /** From the workspace's root. */
  file: string;
  /** Of its top level; null for all. */
  keys: readonly string[] | null;
}

export interface Pipeline {
  /** 'pipelines.yaml' or what `-f` names, from the workspace's root. */
  file: string;
  stages: StageSpec[];
  /** Group name to stage names. */
  pipelines: Record<string, string[]>;
  declared: DeclaredFiles;
  /** What `${…}` can name. */
  vars?: VarsSpec[];
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
