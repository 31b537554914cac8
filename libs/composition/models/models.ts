/**
 * The registry as people and programs use it: here, where the database is, or in the platform that runs.
 *
 * A version is named by its number, by the twelve digits that answers carry, by an alias, or as 'latest'.
 * All calls throw DomainError 'database/unavailable' or 'service/unavailable' where the registry cannot be reached.
 */
import type {
  AliasMoved,
  ModelPage,
  ModelVersion,
  MoveNote,
  MovePage,
} from '#contracts/model-version.schema.js';

export abstract class Models {
  /** Takes up the model of the workspace and what else was noted. @returns what was taken up */
  abstract register(): Promise<ModelVersion[]>;
  /** Newest first. @param before `next` of the page before */
  abstract page(limit: number, before?: string): Promise<ModelPage>;
  /** @throws DomainError 'model/unknown-version' */
  abstract find(version: string): Promise<ModelVersion>;
  /** Every move of an alias, newest first. */
  abstract moves(limit: number, before?: string): Promise<MovePage>;
  /**
   * Points an alias at a version; 'workspace' lets `live` follow the workspace's model again, null takes an alias away.
   * Where it returns, the next document is answered by it. Where the alias was there already nothing is written.
   * @throws DomainError 'model/unknown-version', 'request/invalid', and for `live` whatever would keep the version from
   *   answering: 'model/outdated', 'model/missing', 'object-store/damaged' …
   */
  abstract move(alias: string, version: string | null, note: MoveNote): Promise<AliasMoved>;
  /** `live` back to where it was before; once more: a step further back. @throws DomainError 'model/nothing-before' */
  abstract rollback(note: MoveNote): Promise<AliasMoved>;
}
