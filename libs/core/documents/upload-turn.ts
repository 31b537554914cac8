/**
 * When an upload has its turn: a person who waits goes before small uploads, those before a batch of thousands, and that
 * before what was found in a folder.
 */

/** Documents of the largest upload that counts as small. */
const SMALL = 20;
const [WAITED_FOR, BY_ITSELF, BATCH, INTAKE] = [2, 1, 0, -1];
/** Share of the places of the queue that large uploads leave to others. */
const KEPT_FREE = 0.1;

export interface UploadTurn {
  /** Higher goes first. */
  priority: number;
  /** Documents that may wait after it. */
  most: number;
}

/**
 * @param documents of the upload
 * @param waits whether its sender waits for the answers
 * @param maxOpen places of the queue
 */
export function uploadTurn(documents: number, waits: boolean, maxOpen: number): UploadTurn {
  if (documents > SMALL) return { priority: BATCH, most: Math.ceil(maxOpen * (1 - KEPT_FREE)) };
  return { priority: waits ? WAITED_FOR : BY_ITSELF, most: maxOpen };
}

/** Of a file of the intake folder. @param documents in it; of a ZIP file several */
export const intakeTurn = (documents: number, maxOpen: number): UploadTurn => ({
  priority: INTAKE,
  most: Math.max(documents, Math.ceil(maxOpen * (1 - KEPT_FREE))),
});
