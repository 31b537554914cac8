/**
 * Keeps experiments: the small files that say how each was made (pipeline, params, lock, what lives in git). What the
 * lock names lies in the cache.
 *
 * Promises: an experiment is listed only when whole, and is then never changed; it survives a power cut.
 * Not in this port: data and models (the cache's), which names are free in other stores.
 */
import type { ExperimentNote } from '#contracts/experiment.schema.js';

export interface RecordedExperiment extends ExperimentNote {
  name: string;
  /** The commit it started from; null outside git. */
  baseline: string | null;
  /** How its store finds it again; a commit in git. */
  id: string;
}

export interface RecordedFile {
  bytes: Uint8Array;
  executable: boolean;
}

/** A file that git tracks; null: it is gone. */
export type TrackedFile = (RecordedFile & { link?: true }) | null;

/** Code as it was at one moment: a commit, and what of its files was otherwise than in it. */
export interface TrackedCode {
  /** Null outside git. */
  baseline: string | null;
  /** By path from the workspace's root. */
  changed: ReadonlyMap<string, TrackedFile>;
}

export interface NewExperiment extends ExperimentNote {
  name: string;
  /** By path from the workspace's root. */
  files: ReadonlyMap<string, RecordedFile>;
}

export abstract class ExperimentStore {
  /** Of this workspace, oldest first. @throws DomainError 'git/failed', 'workspace/unreadable' */
  abstract list(): Promise<RecordedExperiment[]>;
  /** Of other workspaces that keep theirs in the same place; `project` tells where those lie. */
  abstract others(): Promise<{ name: string; project: string }[]>;
  /** @throws DomainError with the remedy where `save` could not succeed, so that nothing runs in vain */
  abstract check(): Promise<void>;
  /** The code as it is now. @param baseline the commit to compare with; unset: the present one */
  abstract code(baseline?: string | null): Promise<TrackedCode>;
  /**
   * Files as a commit has them. @returns without links and submodules, which are nobody's to write; null: it has none
   * @throws DomainError 'git/failed' where the commit is gone
   */
  abstract codeAt(baseline: string, paths: readonly string[]): Promise<Map<string, RecordedFile | null>>;
  /**
   * @param code that it ran with, recorded besides its files where git keeps them; unset: the present one
   * @throws DomainError 'experiment/exists', 'git/failed', 'git/identity', 'workspace/disk-full'
   */
  abstract save(experiment: NewExperiment, code?: TrackedCode): Promise<RecordedExperiment>;
  /** @returns for each experiment its files by path; those that it does not have are left out */
  abstract read(
    experiments: readonly RecordedExperiment[],
    paths: readonly string[],
  ): Promise<Map<string, Uint8Array>[]>;
  /** @returns the paths of all files that it has */
  abstract files(experiment: RecordedExperiment): Promise<string[]>;
  /** No error where it is gone already. */
  abstract remove(experiment: RecordedExperiment): Promise<void>;
}
