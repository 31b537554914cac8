/** Keeps a share of every class back for testing, near-duplicates always on one side. */
import { finish } from '../features/term-hash.js';

/**
 * A document's side depends on its path and the seed alone as far as the shares allow, so that new documents hardly
 * move old ones. A class of one document, and of one group, stays in training.
 *
 * @param paths names the documents; @param share of each class to keep back, 0 to 1
 * @returns 1 for each document kept back, 0 for training
 */
export function splitDocuments(
  paths: readonly string[],
  labels: Int32Array,
  groups: Int32Array,
  share: number,
  seed: number,
): Uint8Array {
  const members = new Map<number, number[]>();
  groups.forEach((group, document) => {
    const known = members.get(group);
    if (known) known.push(document);
    else members.set(group, [document]);
  });
  const ranked = [...members.values()]
    .map((documents) => ({ documents, rank: rankOf(paths[documents[0]!]!, seed) }))
    .sort((left, right) => left.rank - right.rank || left.documents[0]! - right.documents[0]!);

  const total = new Map<number, number>();
  for (const label of labels) total.set(label, (total.get(label) ?? 0) + 1);
  const kept = new Map<number, number>();
  const side = new Uint8Array(labels.length);
  for (const { documents } of ranked) {
    const label = labels[documents[0]!]!;
    const wanted = Math.round(total.get(label)! * share);
    const already = kept.get(label) ?? 0;
    // A group may overshoot by half of itself, never take a class's last training documents.
    if (already + documents.length / 2 > wanted || already + documents.length >= total.get(label)!) continue;
    kept.set(label, already + documents.length);
    for (const document of documents) side[document] = 1;
  }
  return side;
}

function rankOf(path: string, seed: number): number {
  let hash = finish(seed);
  for (let at = 0; at < path.length; at++) hash = Math.imul(hash ^ path.charCodeAt(at), 0x01000193);
  return finish(hash) >>> 0;
}
