/** The registry of the orchestrator in another process. */

import { Models } from '#composition/models/models.js';
import type {
  AliasMoved,
  ModelPage,
  ModelVersion,
  MoveNote,
  MovePage,
} from '#contracts/model-version.schema.js';
import {
  MODELS_TOPIC,
  type ModelsQuestion,
  type ModelsReply,
  ModelsReplySchema,
} from '#contracts/models-message.schema.js';
import type { RemoteApp } from '../messages/remote-app.js';

/** Milliseconds; a promotion loads the model before it answers. */
const ANSWER_TIMEOUT = 60_000;

type Answer = Exclude<ModelsReply, { error: unknown }>;
/** The one reply that has this key. */
type Part<Key extends string> = Extract<Answer, Record<Key, unknown>>[Key];

export class RemoteModels extends Models {
  constructor(private readonly orchestrator: RemoteApp) {
    super();
  }

  override register(): Promise<ModelVersion[]> {
    return this.ask({ ask: 'register' }, 'registered');
  }

  override page(limit: number, before?: string): Promise<ModelPage> {
    return this.ask({ ask: 'page', limit, ...(before !== undefined && { before }) }, 'page');
  }

  override find(version: string): Promise<ModelVersion> {
    return this.ask({ ask: 'find', version }, 'model');
  }

  override moves(limit: number, before?: string): Promise<MovePage> {
    return this.ask({ ask: 'moves', limit, ...(before !== undefined && { before }) }, 'moves');
  }

  override move(alias: string, version: string | null, note: MoveNote): Promise<AliasMoved> {
    return this.ask({ ask: 'move', alias, version, note }, 'move');
  }

  override rollback(note: MoveNote): Promise<AliasMoved> {
    return this.ask({ ask: 'rollback', note }, 'move');
  }

  private async ask<Key extends 'registered' | 'page' | 'model' | 'moves' | 'move'>(
    question: ModelsQuestion,
    key: Key,
  ): Promise<Part<Key>> {
    const answer = await this.orchestrator.ask(MODELS_TOPIC, question, ModelsReplySchema, ANSWER_TIMEOUT);
    if (key in answer) return (answer as unknown as Record<Key, Part<Key>>)[key];
    throw this.orchestrator.away('it answers another question');
  }
}
