/** How many documents are worked on at the same time: as many as keep those busy who read them, and hardly more. */

/**
 * What lies at the broker before the readers cannot be overtaken any more by a document that a person waits for: so
 * only a few more are sent than can be read, for what is cleaned, classified or written down meanwhile.
 */
const AHEAD = 2;
/** Each may hold some megabytes of words. */
const MOST = 256;

/**
 * @param asked `orchestrator.documents_at_once`; 0: as many as there is work for
 * @param cores of this machine
 * @param places documents that readers elsewhere take at a time; undefined where they are here, or not known
 */
export function documentsAtOnce(asked: number, cores: number, places: number | undefined): number {
  if (asked > 0) return asked;
  if (!places) return cores + 1;
  return Math.min(places + 1 + Math.floor(places / AHEAD), MOST);
}
