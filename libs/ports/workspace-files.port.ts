/**
 * The files of one workspace, by their paths from its root ('/' between).
 *
 * Promises: a file is written whole or not at all; a scan hashes only what changed since the last one, and never
 * trusts a file that may have changed within the clock's grain; symbolic links are followed, loops are reported.
 * Not in this port: which files a stage is about (the pipeline's), and keeping old content (the cache's).
 */
export interface FileState {
  /** From the workspace's root. */
  path: string;
  size: number;
  md5: string;
  executable: boolean;
}

export interface UnreadableFile {
  path: string;
  /** A sentence with the remedy. */
  reason: string;
}

export interface Scan {
  kind: 'absent' | 'file' | 'directory';
  /** In code-point order of their paths; one for a file. */
  files: FileState[];
  /** Files and directories that are there but cannot be read, and what is neither (pipes, sockets, devices). */
  unreadable: UnreadableFile[];
  /** Directories below it in which nothing lies. */
  empty?: string[];
  /** Directories, itself or below it, that are links to places outside the workspace; they are followed. */
  outside?: string[];
}

export abstract class WorkspaceFiles {
  /**
   * Everything below a directory, or one file.
   * @param wanted leaves out files (by path from the root) before they are hashed
   */
  abstract scan(path: string, wanted?: (path: string) => boolean): Promise<Scan>;
  abstract exists(path: string): Promise<boolean>;
  /** @throws DomainError 'document/unreadable-file' where it is gone or may not be read */
  abstract read(path: string): Promise<Uint8Array>;
  /** @throws DomainError 'workspace/disk-full', 'workspace/unreadable' */
  abstract write(path: string, bytes: Uint8Array): Promise<void>;
  /** A file or a whole directory; no error where there is none. */
  abstract remove(path: string): Promise<void>;
  /**
   * Takes away what stands where a stage's output is to lie: links and files in the place of its folders, folders in the
   * place of its files. A link goes itself; what it leads to is nobody's output.
   * @param files of the output, by path from the root; of an output that is a file, itself
   * @returns whether there was any
   */
  abstract makeWay(output: string, files: Iterable<string>): Promise<boolean>;
  /** Takes files of an output away; folders stay, and so does what lies behind a link in it. */
  abstract removeFiles(output: string, files: Iterable<string>): Promise<void>;
  /**
   * Makes files that are links to the cache's, hard or symbolic, into files of their own, to be written to. A symbolic
   * link to an object that is gone is taken away; one that leads elsewhere is its user's and stays.
   * @param isObjects whether a symbolic link, by its absolute path, leads to one of the cache's objects
   */
  abstract release(path: string, isObjects: (absolutePath: string) => boolean): Promise<void>;
  /** Removes the directory's empty directories, itself excepted. */
  abstract removeEmptyDirectories(path: string): Promise<void>;
  abstract makeDirectory(path: string): Promise<void>;
  /** Where the file is for the operating system. */
  abstract absolute(path: string): string;
  /** A path that only this process uses, and that the next run clears away. */
  abstract temporary(): Promise<string>;
  /** Removes what `temporary` named. */
  abstract discard(temporaryPath: string): Promise<void>;
  /** Clears away what killed processes left half-written. Only under the workspace's mutex. */
  abstract sweep(): Promise<void>;
  /** Keeps what scans have learnt for the next process; where it cannot (a full disk), that one scans anew. */
  abstract save(): Promise<void>;
}
