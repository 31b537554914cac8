/**
 * Keeps copies of the cache's objects where other people and machines reach them, in the layout of a DVC 3 remote
 * (`files/md5/<2>/<30>`, `runs/<2>/<key>/<name>`).
 *
 * Promises: an object is visible only when whole and what was meant to be stored; memory is bounded whatever the size
 * of objects; an interrupted upload of a large one goes on where it stopped.
 * Not in this port: trying again (the transfer's), which objects belong together, comparing what was downloaded with
 * its name (the caller's, who has the name).
 */
export interface RemoteObject {
  /** From the remote's root: 'files/md5/ac/bd18db…'. */
  key: string;
  size: number;
  /** Milliseconds since 1970, by the remote's clock. */
  modified: number;
  /** Of the content, where the remote tells it without sending the object; else null. */
  md5: string | null;
}

export interface Upload {
  key: string;
  /** What the content must have; a source that differs is never stored. Null: not known (run records). */
  md5: string | null;
  size: number;
  /** In memory, or a file of the operating system's. */
  source: Uint8Array | string;
  signal: AbortSignal;
  /** Told the bytes that are over so far, of large ones. */
  moved?: (bytes: number) => void;
}

export interface Download {
  /** Of the whole object. */
  size: number;
  /** The rest from the offset asked for. */
  content: AsyncIterable<Uint8Array>;
}

/**
 * @throws DomainError in every method: 'remote/unavailable' (may pass), 'remote/forbidden', 'remote/no-credentials',
 *   'remote/expired-token', 'remote/wrong-region', 'remote/missing-bucket', 'remote/untrusted-certificate' …
 */
export abstract class Remote {
  /** 's3://bucket/prefix' or a directory; for messages, without secrets. */
  abstract readonly address: string;
  /** Transfers at once: how many to begin with, and beyond which more are of no use. */
  abstract readonly concurrency: { start: number; most: number };
  /** Names told by one listing request in the time that one question about a name takes. */
  abstract readonly namesPerListing: number;
  /** Before the first upload: makes what is needed for it. */
  abstract prepare(signal: AbortSignal): Promise<void>;
  /** @returns null where there is none */
  abstract stat(key: string, signal: AbortSignal): Promise<RemoteObject | null>;
  /** Replaces what is there. @throws also 'cache/damaged-object' where the source is not what its md5 says */
  abstract upload(upload: Upload): Promise<void>;
  /** @param from bytes to leave out, of a download that was broken off. @returns null where there is none */
  abstract download(key: string, from: number, signal: AbortSignal): Promise<Download | null>;
  /** @param prefix a folder or the beginning of names in it: 'files/md5/a', 'runs/'. @returns in no order */
  abstract list(prefix: string, signal: AbortSignal): AsyncIterable<RemoteObject>;
  /** No error for those that are gone already. */
  abstract delete(keys: readonly string[], signal: AbortSignal): Promise<void>;
  /** Clears away what uploads left that were killed before this time (milliseconds since 1970). @returns how many */
  abstract sweep(before: number, signal: AbortSignal): Promise<number>;
  /** Resolves when the remote can be read and written. Leaves nothing behind. */
  abstract check(signal: AbortSignal): Promise<void>;
  abstract close(): Promise<void>;
}
