/**
 * Keeps the content of inputs and outputs under its md5, in the layout of DVC 3 (`files/md5/<2>/<30>`, directories as
 * `.dir` objects), so that an existing DVC cache or remote can be used as it is.
 *
 * Promises: an object is visible only when whole; it is verified when read, and a damaged one counts as missing
 * (and is removed); nothing in the cache changes when a user edits an output.
 * Not in this port: which objects are still needed.
 */
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
  /** Clears away what killed processes left half-written. Only under the workspace's mutex. */
  abstract sweep(): Promise<void>;

  /** What a run saw in a directory that is not in the cache itself; for saying what changed since. */
  abstract readListing(md5: string): Promise<string | null>;
  abstract writeListing(md5: string, text: string): Promise<void>;

  /** A stage's earlier result by the key of its inputs (DVC's run cache). */
  abstract readRuns(key: string): Promise<string[]>;
  abstract writeRun(key: string, name: string, text: string): Promise<void>;
}
