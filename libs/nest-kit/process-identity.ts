/** Which apps of which version this process is. */
import type { AppName } from '#contracts/app-name.js';

export interface ProcessIdentity {
  apps: readonly AppName[];
  version: string;
  pid: number;
}
/** DI token. */
export const PROCESS_IDENTITY = Symbol('ProcessIdentity');
