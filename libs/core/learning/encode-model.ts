/** Writes a model as a bundle: the same model always gives the same bytes. */
import { createHash } from 'node:crypto';
import type { ModelBundle } from '#contracts/model-bundle.schema.js';
import type { FileBundle } from '#contracts/stage.js';
import type { LinearModel } from './linear-model.js';
import { numbersToBytes } from './number-file.js';

export const BUNDLE_INDEX = 'bundle.json';
/** The file that is written last and names the content of all others. */
export const BUNDLE_SIGNATURE = 'bundle.sha256';

export function encodeModel(model: LinearModel): FileBundle {
  const files: Record<string, Uint8Array> = {
    'intercepts.f64': numbersToBytes(model.intercepts),
    'familiarity.centroids.f32': numbersToBytes(model.centroids),
    ...(model.claim && { 'familiarity.claim.f32': numbersToBytes(model.claim) }),
    ...(model.directions && { 'familiarity.directions.f32': numbersToBytes(model.directions) }),
  };
  for (const { name, vocabulary, weights } of model.terms) {
    files[`${name}.keys-a.i32`] = numbersToBytes(vocabulary.keysA);
    files[`${name}.keys-b.i32`] = numbersToBytes(vocabulary.keysB);
    files[`${name}.idf.f32`] = numbersToBytes(vocabulary.idf);
    files[`${name}.weights.f32`] = numbersToBytes(weights);
  }
  for (const { name, scaling, weights, appearance } of model.figures) {
    files[`${name}.centres.f32`] = numbersToBytes(scaling.centres);
    files[`${name}.spreads.f32`] = numbersToBytes(scaling.spreads);
    files[`${name}.units.f32`] = numbersToBytes(scaling.units);
    files[`${name}.directions.f32`] = numbersToBytes(scaling.directions);
    files[`${name}.phases.f32`] = numbersToBytes(scaling.phases);
    files[`${name}.weights.f32`] = numbersToBytes(weights);
    if (appearance) {
      files[`${name}.means.f32`] = numbersToBytes(appearance.means);
      files[`${name}.within.f32`] = numbersToBytes(appearance.spreads);
    }
  }
  const digests = Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [name, { bytes: bytes.byteLength, sha256: sha256(bytes) }]),
  );
  const index: ModelBundle = { ...model.description, files: digests };
  const text = JSON.stringify(index, null, 2);
  return {
    [BUNDLE_INDEX]: new TextEncoder().encode(`${text}\n`),
    [BUNDLE_SIGNATURE]: new TextEncoder().encode(`${sha256(new TextEncoder().encode(`${text}\n`))}\n`),
    ...files,
  };
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
