/** The registry of the platform that runs in the workspace, over its HTTP API. */
import type { z } from 'zod';
import {
  type AliasMoved,
  AliasMovedSchema,
  type ModelPage,
  ModelPageSchema,
  type ModelVersion,
  ModelVersionSchema,
  type MoveNote,
  type MovePage,
  MovePageSchema,
} from '#contracts/model-version.schema.js';
import type { AskPlatform } from '../platform-http.js';
import { Models } from './models.js';

const ROUTE = '/api/v1/admin/models';

export class HttpModels extends Models {
  constructor(private readonly platform: AskPlatform) {
    super();
  }

  override register(): Promise<ModelVersion[]> {
    return this.ask('POST', '', ModelVersionSchema.array());
  }

  override page(limit: number, before?: string): Promise<ModelPage> {
    return this.ask('GET', '', ModelPageSchema, { params: { limit, cursor: before } });
  }

  override find(version: string): Promise<ModelVersion> {
    return this.ask('GET', `/${encodeURIComponent(version)}`, ModelVersionSchema);
  }

  override moves(limit: number, before?: string): Promise<MovePage> {
    return this.ask('GET', '/history', MovePageSchema, { params: { limit, cursor: before } });
  }

  override move(alias: string, version: string | null, note: MoveNote): Promise<AliasMoved> {
    const path = `/aliases/${encodeURIComponent(alias)}`;
    if (version === null) return this.ask('DELETE', path, AliasMovedSchema, { params: note });
    return this.ask('PUT', path, AliasMovedSchema, { data: { version, ...note } });
  }

  override rollback(note: MoveNote): Promise<AliasMoved> {
    return this.ask('POST', '/rollback', AliasMovedSchema, { data: note });
  }

  private ask<Schema extends z.ZodType>(
    method: string,
    path: string,
    schema: Schema,
    more: { params?: object; data?: object } = {},
  ): Promise<z.infer<Schema>> {
    return this.platform({ method, path: ROUTE + path, ...more }, schema);
  }
}
