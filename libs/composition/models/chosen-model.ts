/** Which model of a workspace answers: a version that somebody chose, or else the one that lies in the workspace. */
import { basename } from 'node:path';
import { VERSION_DIGITS } from '#contracts/model-version.schema.js';
import { LiveModel, type LoadedModel, loadedModel } from '../live-model.js';
import type { Workspace } from '../open-workspace.js';
import { readChoice } from './model-choice.js';
import { type ModelStore, openModelStore } from './model-store.js';

/** @returns the version that answers instead of the one that lies in the workspace; null where that one does */
export async function heldVersion(workspace: Workspace, directory: string): Promise<string | null> {
  const chosen = await readChoice(workspace);
  if (chosen === null) return null;
  const present = await new LiveModel(directory).current().catch(() => null);
  const version = chosen.slice(0, VERSION_DIGITS);
  return present?.version === version ? null : version;
}

/** Versions that were asked for by name and are kept decoded; each is as large as its weights. */
const VERSIONS_KEPT = 2;

export class ChosenModel {
  private readonly present: LiveModel;
  private readonly name: string;
  private store: Promise<ModelStore> | undefined;
  private readonly versions = new Map<string, Promise<LoadedModel>>();
  private chosen: { signature: string; model: Promise<LoadedModel> } | undefined;

  /** @param directory absolute, of the workspace's own model */
  constructor(
    private readonly workspace: Workspace,
    directory: string,
  ) {
    this.present = new LiveModel(directory);
    this.name = basename(directory);
  }

  /**
   * The same object until another model is chosen or made; never a mixture of two.
   * @throws DomainError 'model/missing', 'model/damaged', the object store's and those of decodeModel
   */
  async current(): Promise<LoadedModel> {
    const signature = await readChoice(this.workspace);
    if (signature === null) return this.present.current();
    if (this.chosen?.signature !== signature) {
      const chosen = { signature, model: this.load(signature) };
      this.chosen = chosen;
      // What could not be loaded is tried again by the next document.
      chosen.model.catch(() => {
        if (this.chosen === chosen) this.chosen = undefined;
      });
    }
    return this.chosen.model;
  }

  /**
   * A registered one, whether it answers uploads or not; the same object while it is remembered.
   * @throws as {@link current}
   */
  async version(signature: string): Promise<LoadedModel> {
    const live = await this.current().catch(() => undefined);
    if (live?.version === signature.slice(0, VERSION_DIGITS)) return live;
    const model = this.versions.get(signature) ?? this.load(signature);
    this.versions.delete(signature);
    this.versions.set(signature, model);
    model.catch(() => this.versions.delete(signature));
    if (this.versions.size > VERSIONS_KEPT) this.versions.delete(this.versions.keys().next().value!);
    return model;
  }

  private async load(signature: string): Promise<LoadedModel> {
    this.store ??= openModelStore(this.workspace);
    return loadedModel(this.name, signature, await (await this.store).restore(signature));
  }
}
