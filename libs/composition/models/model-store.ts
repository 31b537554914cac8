/**
 * The bundles of registered models, whole and for as long as the registry knows them.
 *
 *   signature ──► bundle.json ──► sha256 of every other file
 *
 * Each file is an object under its sha256: the signature alone brings the bundle back, and proves every byte of it.
 */
import { DomainError } from '#contracts/domain-error.js';
import { type ModelBundle, ModelBundleSchema } from '#contracts/model-bundle.schema.js';
import { VERSION_DIGITS } from '#contracts/model-version.schema.js';
import type { FileBundle } from '#contracts/stage.js';
import { BUNDLE_INDEX, BUNDLE_SIGNATURE, sha256 } from '#core/learning/encode-model.js';
import type { ObjectStore } from '#ports/object-store.port.js';
import { openObjectStore } from '../open-object-store.js';
import type { Workspace } from '../open-workspace.js';

/** In the workspace's state, and behind the address of a store in S3: no deleted upload may take a model along. */
const PLACE = 'models';

export interface WholeBundle {
  /** sha256 of bundle.json. */
  signature: string;
  index: ModelBundle;
  bundle: FileBundle;
}

export class ModelStore {
  constructor(private readonly objects: ObjectStore) {}

  /** In the store when it resolves. @throws the object store's errors */
  async keep({ index, bundle }: WholeBundle): Promise<void> {
    for (const name of Object.keys(index.files)) await this.objects.put(bundle[name]!);
    // Last: where it is, all the others are.
    await this.objects.put(bundle[BUNDLE_INDEX]!);
  }

  /** @throws DomainError 'model/missing', 'object-store/damaged', 'object-store/unavailable' */
  async restore(signature: string): Promise<FileBundle> {
    const index = await this.file(signature, signature);
    const { files } = parsedIndex(index);
    const entries = Object.entries(files).map(
      async ([name, { sha256: digest }]) => [name, await this.file(digest, signature)] as const,
    );
    return Object.freeze({
      [BUNDLE_INDEX]: index,
      [BUNDLE_SIGNATURE]: new TextEncoder().encode(`${signature}\n`),
      ...Object.fromEntries(await Promise.all(entries)),
    });
  }

  /** What a bundle says of itself, without its weights. @throws as {@link restore} */
  async describe(signature: string): Promise<ModelBundle> {
    return parsedIndex(await this.file(signature, signature));
  }

  private async file(digest: string, signature: string): Promise<Uint8Array> {
    try {
      return await this.objects.get(digest);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'object-store/missing') throw error;
      throw new DomainError(
        'model/missing',
        `The bundle of model ${signature.slice(0, VERSION_DIGITS)} is not in the store of models (object ${digest}); promote another version: docket model list.`,
        { signature },
        { cause: error },
      );
    }
  }
}

const parsedIndex = (bytes: Uint8Array): ModelBundle =>
  ModelBundleSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));

/** @throws DomainError 'config/invalid' for an address without a bucket */
export const openModelStore = async (workspace: Workspace): Promise<ModelStore> =>
  new ModelStore(await openObjectStore(workspace, PLACE));

/** @returns null for what is no whole bundle, such as one that is being written or replaced */
export function wholeBundle(bundle: FileBundle | null): WholeBundle | null {
  const bytes = bundle?.[BUNDLE_INDEX];
  const told = bundle?.[BUNDLE_SIGNATURE];
  if (!bundle || !bytes || !told) return null;
  const signature = sha256(bytes);
  if (new TextDecoder().decode(told).trim() !== signature) return null;
  const index = ModelBundleSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  if (!index) return null;
  const whole = Object.entries(index.files).every(
    ([name, { sha256: digest }]) => bundle[name] !== undefined && sha256(bundle[name]) === digest,
  );
  return whole ? { signature, index, bundle } : null;
}
