/** Whether a file that describes remotes holds what only its owner may know, so that it belongs into no commit. */
import { parseDvcConfig } from './dvc-config.js';

/** Keys of DVC's remotes, of all kinds of storage; `dvc remote modify` writes them here unless told `--local`. */
const SECRET_KEYS = /secret|password|token|connection_string|(access|oss)_key_id|(account|customer)_key$/;
/** `ask_password = true` asks for one, and holds none. */
const NO_VALUE = /^(true|false|)$/i;
/** `https://name:password@host` */
const PASSWORD_IN_ADDRESS = /[a-z0-9+.-]+:\/\/[^/@:\s]*:[^/@\s]+@/i;

/** @param text of remotes.yaml or .dvc/config */
export function holdsSecret(text: string): boolean {
  if (PASSWORD_IN_ADDRESS.test(text)) return true;
  const pairs = [...parseDvcConfig(text).values()].flatMap((section) => [...section]);
  return pairs.some(([key, value]) => SECRET_KEYS.test(key) && !NO_VALUE.test(value));
}
