/**
 * Keeps the content of inputs and outputs under its md5, in the layout of DVC 3 (`files/md5/<2>/<30>`, directories as
 * `.dir` objects), so that an existing DVC cache or remote can be used as it is.
 *
 * Promises: an object is visible only when whole; it is verified when read, and a damaged one counts as missing
 * (and is removed); nothing in the cache changes when a user edits an output.
 * Not in this port: which objects are still needed.
 */
export interface CachedObject {
  /** md5, with '.dir' for directories. */
  name: string;
  size: number;
  /** Milliseconds since 1970. */
  modified: number;
}

/** An object on its way in from elsewhere; invisible until it is whole. */
export interface IncomingObject {
  /** Bytes that are here: where a download that was broken off goes on. */
  readonly received: number;
  write(chunk: Uint8Array): Promise<void>;
  /** @returns false where the bytes are not what the name says; nothing is kept of them then */
  finish(): Promise<boolean>;
  discard(): Promise<void>;
}

export abstract class ArtifactCache {
  abstract has(md5: string): Promise<boolean>;
  /** @returns null where it is missing or damaged */
  abstract read(md5: string): Promise<Uint8Array | null>;
  /** @param md5 its name, where the caller has it already ('….dir' for directories). @returns the md5 */
  abstract put(bytes: Uint8Array, md5?: string): Promise<string>;
  /** Copies a file of the operating system's in. @returns its md5, hashed from the bytes that were copied */
  abstract store(absolutePath: string): Promise<string>;
  /** Puts a copy (a reflink where the file system can) at a path of the operating system's, whole or not at all.
   * @returns false where the object is missing or damaged */
  abstract install(md5: string, absolutePath: string, executable: boolean): Promise<boolean>;
  /** Where objects are linked to rather than copied: makes a file that has the content of one a link to it. */
  abstract share(md5: string, absolutePath: string, executable: boolean): Promise<void>;
  /** @returns where the object's file is for the operating system (not to be changed), null where it is missing */
  abstract locate(md5: string): Promise<{ path: string; size: number } | null>;
  /** Whether what is written at a path of the operating system's would change an object, or make one: it is a link to it. */
  abstract leadsIn(absolutePath: string): boolean;
  /** @throws DomainError 'workspace/disk-full', 'workspace/unreadable'; so do the methods of what it returns */
  abstract receive(md5: string): Promise<IncomingObject>;
  /** All objects, in no order. */
  abstract list(): AsyncIterable<CachedObject>;
  /** No error where it is gone already. */
  abstract remove(md5: string): Promise<void>;
  /** Clears away what killed processes left half-written. Only under the workspace's mutex. */
  abstract sweep(): Promise<void>;

  /** What a run saw in a directory that is not in the cache itself; for saying what changed since. */
  abstract readListing(md5: string): Promise<string | null>;
  abstract writeListing(md5: string, text: string): Promise<void>;

  /** A stage's earlier result by the key of its inputs (DVC's run cache). */
  abstract readRuns(key: string): Promise<string[]>;
  abstract writeRun(key: string, name: string, text: string): Promise<void>;
  /** All runs, in no order. */
  abstract listRuns(): AsyncIterable<{ key: string; name: string; text: string }>;
  /** No error where it is gone already. */
  abstract removeRun(key: string, name: string): Promise<void>;
}
