/** The model in the workspace: its bundle, verified before use and replaced when training replaces it. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readFileWhole } from '#adapters/short-files.js';
import { DomainError } from '#contracts/domain-error.js';
import { VERSION_DIGITS } from '#contracts/model-version.schema.js';
import type { Provenance } from '#contracts/provenance.schema.js';
import type { FileBundle } from '#contracts/stage.js';
import { decodeModel } from '#core/learning/decode-model.js';
import { BUNDLE_SIGNATURE } from '#core/learning/encode-model.js';

export interface LoadedModel {
  /** Name of its folder. */
  name: string;
  /** The first twelve digits of the sha256 of its bundle.json. */
  version: string;
  labels: readonly string[];
  bundle: FileBundle;
  provenance: Provenance;
}

/** A bundle that is being replaced is whole again within moments. */
const ATTEMPTS = 5;
const ATTEMPT_PAUSE = 100;

/** @throws as {@link decodeModel} */
export function loadedModel(name: string, signature: string, bundle: FileBundle): LoadedModel {
  const { labels, provenance } = decodeModel(bundle).description;
  return Object.freeze({ name, version: signature.slice(0, VERSION_DIGITS), labels, bundle, provenance });
}

export class LiveModel {
  private loaded: { signature: string; model: LoadedModel } | undefined;
  private loading: Promise<LoadedModel> | undefined;

  constructor(private readonly directory: string) {}

  /**
   * The same object until the bundle on disk changes; never a mixture of two.
   * @throws DomainError 'model/missing', 'model/damaged' and the others of decodeModel
   */
  async current(): Promise<LoadedModel> {
    const signature = await this.signature();
    if (signature !== undefined && signature === this.loaded?.signature) return this.loaded.model;
    this.loading ??= this.load().finally(() => {
      this.loading = undefined;
    });
    return this.loading;
  }

  private async load(): Promise<LoadedModel> {
    for (let attempt = 1; ; attempt++) {
      try {
        const { signature, bundle } = await this.read();
        const model = loadedModel(basename(this.directory), signature, bundle);
        this.loaded = { signature, model };
        return model;
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
        // Without any model there is nothing half-written to wait for.
        if (this.loaded === undefined && error instanceof DomainError && error.code === 'model/missing')
          throw error;
        await pause(ATTEMPT_PAUSE);
      }
    }
  }

  private async read(): Promise<{ signature: string; bundle: FileBundle }> {
    if ((await this.signature()) === undefined) throw this.missing();
    const entries = await readdir(this.directory, { withFileTypes: true });
    const files = await Promise.all(
      entries
        .filter((entry) => !entry.isDirectory())
        .map(async ({ name }) => [name, new Uint8Array(await readFile(join(this.directory, name)))] as const),
    ).catch((cause: unknown) => {
      throw new DomainError(
        'model/damaged',
        `The model in ${this.directory} cannot be read (${(cause as Error).message}); mend its permissions, or train it again: docket repro.`,
        {},
        { cause },
      );
    });
    const bundle: FileBundle = Object.freeze(Object.fromEntries(files));
    // Not the one that was there before the files were read: it names what was read.
    const signature = new TextDecoder().decode(bundle[BUNDLE_SIGNATURE]).trim();
    return { signature, bundle };
  }

  private async signature(): Promise<string | undefined> {
    const bytes = await readFileWhole(join(this.directory, BUNDLE_SIGNATURE)).catch(() => undefined);
    return bytes && new TextDecoder().decode(bytes).trim();
  }

  private missing(): DomainError {
    return new DomainError(
      'model/missing',
      `There is no model in ${this.directory} yet. Put labelled documents into data/raw/<class>/ and train one: docket repro. Where \`docket model list\` shows a version, it answers after \`docket model promote VERSION\`.`,
    );
  }
}
