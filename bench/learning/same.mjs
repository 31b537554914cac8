/** The same data and seed give the same bundle, to the byte. */

import { TrainParamsSchema } from '#config/params/train.params.js';
import { encodeModel, sha256 } from '#core/learning/encode-model.js';
import { trainModel } from '#core/learning/train-model.js';
import { clean, datasetOf, NO_PROVENANCE, readTexts } from './read-documents.mjs';

export async function same() {
  const hashes = [];
  for (let run = 0; run < 2; run++) {
    const data = datasetOf(clean(readTexts('text/tobacco3482-half')));
    const bundle = encodeModel(await trainModel(data, TrainParamsSchema.parse({}), NO_PROVENANCE));
    hashes.push(sha256(bundle['bundle.json']));
  }
  console.log(hashes[0] === hashes[1] ? `Twice ${hashes[0]}.` : `Different: ${hashes.join(' and ')}.`);
  if (hashes[0] !== hashes[1]) process.exitCode = 1;
}
