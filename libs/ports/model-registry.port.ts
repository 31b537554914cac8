/**
 * Versions of models, the aliases that point at them, and every move of an alias.
 *
 * Promises: a version is registered once, however often it is told, and never changes (metrics are added to one that
 * had none); numbers rise from 1 without gaps; of two who move an alias at once one is refused; moves can be added,
 * never changed or taken away.
 * All calls throw DomainError 'database/unavailable' where the database cannot be reached.
 */
import type {
  AliasMove,
  AliasMoved,
  ModelVersion,
  MovePage,
  NewModelVersion,
} from '#contracts/model-version.schema.js';

export interface NewMove {
  /** Of the model. */
  name: string;
  alias: string;
  /** Null takes the alias away. */
  version: string | null;
  kind: AliasMove['kind'];
  moved_at: string;
  moved_by: string;
  reason: string;
  /** Where it must point now; undefined: wherever it does. */
  expected?: string | null;
}

export interface AliasTarget {
  version: string;
  signature: string;
  /** Whether it was 'followed' last, so that it goes on following. */
  following: boolean;
}

export abstract class ModelRegistry {
  /** @returns false where it was there already */
  abstract register(version: NewModelVersion): Promise<boolean>;
  /** @param reference a number, a version, or an alias @returns undefined where there is none */
  abstract find(name: string, reference: string): Promise<ModelVersion | undefined>;
  /** Newest first. @param before number of the last of the page before */
  abstract page(
    name: string,
    limit: number,
    before?: number,
  ): Promise<{ models: ModelVersion[]; next: string | null }>;
  /** @returns undefined where there is no such alias */
  abstract target(name: string, alias: string): Promise<AliasTarget | undefined>;
  /**
   * @returns the move; where it pointed there in that way already, the one that had brought it there, and nothing is written
   * @throws DomainError 'model/alias-moved' where it is not where `expected` says; 'model/unknown-version', also where an
   *   alias is to be taken away that never was
   */
  abstract move(move: NewMove): Promise<AliasMoved>;
  /** Of one alias, or of all; newest first. @param before `next` of the page before */
  abstract moves(name: string, alias: string | null, limit: number, before?: string): Promise<MovePage>;
}
