/** Models by the name and version that a path gives: the one that is live, or any that is registered. */
import { Injectable } from '@nestjs/common';
import { Models } from '#composition/models/models.js';
import { DomainError, type DomainErrorJson } from '#contracts/domain-error.js';
import { ModelWatch } from '../orchestrator/model-watch.js';
import { Orchestrator } from '../orchestrator/orchestrator.js';

export interface NamedModel {
  name: string;
  /** Of a version that was asked for; null for the one that is live. */
  signature: string | null;
  labels: readonly string[];
}

@Injectable()
export class NamedModels {
  constructor(
    private readonly orchestrator: Orchestrator,
    private readonly models: Models,
    private readonly watch: ModelWatch,
  ) {}

  /**
   * @param version its number, the digits that answers carry, or an alias; unset: the one that is live
   * @throws DomainError 'model/unknown', 'model/unknown-version', 'model/training', and why no model is live
   */
  async find(name: string, version?: string): Promise<NamedModel> {
    if (version !== undefined) {
      const found = await this.models.find(version);
      return { ...named(found, name), signature: found.signature };
    }
    const { model, problem } = await this.orchestrator.status();
    if (model === null) await this.watch.required();
    if (model === null) throw DomainError.fromJSON(problem as DomainErrorJson);
    return { ...named(model, name), signature: null };
  }
}

function named<Model extends { name: string; labels: readonly string[] }>(model: Model, name: string) {
  if (model.name === name) return { name, labels: model.labels };
  throw new DomainError(
    'model/unknown',
    `There is no model '${name.slice(0, 80)}'; the model of this server is '${model.name}'.`,
  );
}
