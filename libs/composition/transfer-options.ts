/** What every transfer is asked for and tells. */
import type { ErrorCode } from '#contracts/error-codes.js';
import type { TransferEvent } from '#contracts/transfer-event.js';
import type { Remote } from '#ports/remote.port.js';
import { openRemote } from './open-remote.js';
import type { Workspace } from './open-workspace.js';

export interface TransferOptions {
  /** A name, an address or a directory, or an open one (then the caller closes it); unset: the default remote. */
  remote?: string | Remote | undefined;
  signal?: AbortSignal;
  onEvent?: (event: TransferEvent) => void;
}

export interface ObjectFailure {
  /** md5, '.dir' for directories. */
  name: string;
  code: ErrorCode;
  message: string;
}

export interface TransferResult {
  /** Of the remote. */
  address: string;
  /** Objects carried. */
  done: number;
  bytes: number;
  /** Objects that were there already. */
  present: number;
  failed: ObjectFailure[];
}

/** Opens the remote that is meant, and closes it if it was opened here. */
export async function withRemote<Result>(
  workspace: Workspace,
  { remote }: TransferOptions,
  use: (remote: Remote) => Promise<Result>,
): Promise<Result> {
  if (typeof remote === 'object') return use(remote);
  const opened = await openRemote(workspace, remote);
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
}
