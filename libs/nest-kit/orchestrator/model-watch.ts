/** Whether a model answers, and if not, whether one is on its way. */
import { Injectable } from '@nestjs/common';
import { DomainError, type DomainErrorJson } from '#contracts/domain-error.js';
import type { ModelStatus } from '#contracts/model-status.schema.js';
import type { RunRecord } from '#contracts/run-record.schema.js';
import { Runs } from '../runs/runs.js';
import { Orchestrator } from './orchestrator.js';

/** Seconds after which a client may ask again while a model is trained. */
const RETRY_AFTER = 10;

@Injectable()
export class ModelWatch {
  constructor(
    private readonly orchestrator: Orchestrator,
    private readonly runs: Runs,
  ) {}

  async status(): Promise<ModelStatus & { training: RunRecord | null }> {
    const [model, training] = await Promise.all([this.orchestrator.status(), this.training()]);
    return { ...model, training };
  }

  /** @throws DomainError 'model/training' while the first one is made, 'model/missing' and others where none is */
  async required(): Promise<void> {
    const { model, problem } = await this.orchestrator.status();
    // Whoever sends documents does not wait for what an app says of trainings where a model answers.
    if (model) return;
    const training = await this.training();
    if (training) {
      const percent = Math.floor(training.progress * 100);
      throw new DomainError(
        'model/training',
        `The first model is being trained (${percent} %); send the document again in a while.`,
        { progress: training.progress, run_id: training.id, retry_after: RETRY_AFTER },
      );
    }
    throw DomainError.fromJSON(problem as DomainErrorJson);
  }

  /** The model answers whether or not the admin backend can be reached. */
  private training(): Promise<RunRecord | null> {
    return this.runs.current().catch(() => null);
  }
}
