/** What a run tells while it runs: progress bars and event streams show it; every event is plain JSON. */
import type { ErrorCode } from './error-codes.js';

export type StageState = 'ran' | 'cached' | 'unchanged' | 'failed' | 'skipped';

export interface ItemCounts {
  total: number;
  ran: number;
  cached: number;
  failed: number;
}

export const NO_ITEMS: ItemCounts = { total: 0, ran: 0, cached: 0, failed: 0 };

export interface ItemFailure {
  /** From the workspace's root. */
  path: string;
  code: ErrorCode;
  message: string;
}

/** What a result lacks although it was used. */
export interface StageWarning {
  /** From the workspace's root; absent where no one file is meant. */
  path?: string;
  code: string;
  message: string;
}

export interface StageReport {
  name: string;
  /** 'skipped': not tried, because a stage before it failed. */
  state: StageState;
  /** Why it ran, or why it did not; one line. */
  reason: string;
  /** All zero for stages that do not work file by file, save for total and ran or cached, which are then 1 or 0. */
  items: ItemCounts;
  /** Only of stages that work file by file. */
  each?: true;
  seconds: number;
  /** Files that cannot be read; the stage went on with the others. */
  failures: ItemFailure[];
  /** What its results lack, in this run or in the one that made them. */
  warnings: StageWarning[];
  /** Only where `state` is 'failed'. */
  error?: { code: ErrorCode; message: string };
}

export interface LockHolder {
  pid: number;
  /** ISO 8601. */
  since: string;
  command: string;
  /** The file of its claim, absolute, where its process cannot be seen from here; it may be long dead. */
  unseen?: string;
}

export type PipelineEvent =
  | { type: 'waiting'; holder: LockHolder }
  /** What a killed command had begun was finished; `kept`: where files lie that a user wrote since. */
  | { type: 'mended'; about: string; kept: string[] }
  /** Experiments had been killed: the workspace is as it was before them, and `queued` ones still wait. */
  | { type: 'returned'; about: string; kept: string[]; queued: string[] }
  /** A file that a user wrote while a command worked on it lies there now. */
  | { type: 'kept'; path: string }
  /** Files that somebody changed during an experiment, which is recorded with them as they were when it began. */
  | { type: 'changed-meanwhile'; paths: string[] }
  /** Code that was queued with an experiment and lies there otherwise: the experiment runs with it as it was then. */
  | { type: 'code-as-queued'; paths: string[] }
  /** Data that is not what it was when an experiment was queued, which runs with it as it is. */
  | { type: 'data-since-queued'; paths: string[] }
  /** Outputs that could not be put back as they were before experiments, since the cache was cleared meanwhile. */
  | { type: 'not-returned'; paths: string[] }
  | { type: 'run-started'; run_id: string; pipeline: string; stages: string[] }
  /** `total` items, 0 where unknown. */
  | { type: 'stage-started'; stage: string; reason: string; total: number }
  | {
      type: 'stage-progress';
      stage: string;
      done: number;
      total: number;
      ran: number;
      cached: number;
      failed: number;
      note?: string;
    }
  | { type: 'item-failed'; stage: string; path: string; code: ErrorCode; message: string }
  | { type: 'log'; stage: string; line: string }
  | ({ type: 'stage-finished' } & StageReport)
  | { type: 'run-finished'; run_id: string; ok: boolean };
