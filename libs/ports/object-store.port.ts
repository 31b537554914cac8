/**
 * Keeps bytes under the sha256 of their content, so that a message can carry a reference instead of the cargo.
 *
 * Promises: an object is visible only when whole; writing the same bytes twice is no error and no second copy;
 * what is read is what was written, or an error.
 * Not in this port: names, folders, listing by user (the database's), deletion by age.
 */
export abstract class ObjectStore {
  /** @returns lower-case hex sha256 of the bytes. @throws DomainError 'object-store/unavailable', 'workspace/disk-full' */
  abstract put(bytes: Uint8Array): Promise<string>;
  /** @throws DomainError 'object-store/missing', 'object-store/damaged', 'object-store/unavailable' */
  abstract get(sha256: string): Promise<Uint8Array>;
  abstract has(sha256: string): Promise<boolean>;
  /** No error where it is already gone. */
  abstract delete(sha256: string): Promise<void>;
  /** Resolves when the store answers. @throws DomainError 'object-store/unavailable' */
  abstract check(): Promise<void>;
}
