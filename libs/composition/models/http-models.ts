/** The registry of the platform that runs in the workspace, over its HTTP API. */
import type { AxiosInstance } from 'axios';
import type { z } from 'zod';
import { DomainError } from '#contracts/domain-error.js';
import type { ErrorCode } from '#contracts/error-codes.js';
import {
  type AliasMove,
  AliasMoveSchema,
  type ModelPage,
  ModelPageSchema,
  type ModelVersion,
  ModelVersionSchema,
  type MoveNote,
  type MovePage,
  MovePageSchema,
} from '#contracts/model-version.schema.js';
import { ProblemSchema } from '#contracts/problem.schema.js';
import { Models } from './models.js';

const ROUTE = '/api/v1/admin/models';
/** Milliseconds; a promotion loads the model before it answers. */
const ANSWER_TIMEOUT = 60_000;

export class HttpModels extends Models {
  private constructor(
    private readonly http: AxiosInstance,
    private readonly url: string,
  ) {
    super();
  }

  /** @param url of the platform */
  static async open(url: string): Promise<HttpModels> {
    const { default: axios } = await import('axios');
    const baseURL = new URL(ROUTE, url).href;
    const http = axios.create({ baseURL, timeout: ANSWER_TIMEOUT, proxy: false, validateStatus: () => true });
    return new HttpModels(http, url);
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

  override move(alias: string, version: string | null, note: MoveNote): Promise<AliasMove> {
    const path = `/aliases/${encodeURIComponent(alias)}`;
    if (version === null) return this.ask('DELETE', path, AliasMoveSchema, { params: note });
    return this.ask('PUT', path, AliasMoveSchema, { data: { version, ...note } });
  }

  override rollback(note: MoveNote): Promise<AliasMove> {
    return this.ask('POST', '/rollback', AliasMoveSchema, { data: note });
  }

  private async ask<Schema extends z.ZodType>(
    method: string,
    path: string,
    schema: Schema,
    more: { params?: object; data?: object } = {},
  ): Promise<z.infer<Schema>> {
    const reply = await this.http.request<unknown>({ method, url: path, ...more }).catch((cause: Error) => {
      throw new DomainError(
        'service/unavailable',
        `The platform at ${this.url} does not answer (${cause.message}); try again.`,
        {},
        { cause },
      );
    });
    if (reply.status < 400) return schema.parse(reply.data);
    const { code, detail, details } = ProblemSchema.parse(reply.data);
    throw new DomainError(code as ErrorCode, detail, details);
  }
}
