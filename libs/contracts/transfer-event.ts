/** What a push or fetch tells while it goes on; plain JSON. */

export type TransferEvent =
  /** How much is known to be there already, before anything is sent. */
  | { type: 'looking'; address: string; objects: number }
  | { type: 'transfer-started'; direction: 'push' | 'fetch'; address: string; objects: number; bytes: number }
  /** At most some ten a second. */
  | { type: 'transfer-progress'; done: number; bytes: number; parallel: number }
  /** The remote does not answer; `seconds` until the next attempt. */
  | { type: 'transfer-waiting'; reason: string; seconds: number }
  | { type: 'transfer-finished'; done: number; bytes: number; failed: number };
