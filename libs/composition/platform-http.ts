/** Asks the platform that runs in the workspace, over its HTTP API, by the token that lies in the workspace. */
import type { z } from 'zod';
import { DomainError } from '#contracts/domain-error.js';
import type { ErrorCode } from '#contracts/error-codes.js';
import { ProblemSchema } from '#contracts/problem.schema.js';
import type { Workspace } from './open-workspace.js';
import { readWorkspaceToken } from './workspace-token.js';

/** Milliseconds; a promotion loads the model before it answers. */
const ANSWER_TIMEOUT = 60_000;

export interface Ask {
  method: string;
  /** From the root of the platform. */
  path: string;
  params?: object;
  data?: object;
}

/** @throws what the platform tells; 'service/unavailable' where it does not answer */
export type AskPlatform = <Schema extends z.ZodType>(ask: Ask, schema: Schema) => Promise<z.infer<Schema>>;

export async function openPlatform(workspace: Workspace, url: string): Promise<AskPlatform> {
  const { default: axios } = await import('axios');
  const token = readWorkspaceToken(workspace);
  const http = axios.create({
    ...{ baseURL: url, timeout: ANSWER_TIMEOUT, proxy: false as const, validateStatus: () => true },
    ...(token !== null && { headers: { authorization: `Bearer ${token}` } }),
  });
  return async ({ method, path, ...more }, schema) => {
    const reply = await http.request<unknown>({ method, url: path, ...more }).catch((cause: Error) => {
      throw new DomainError(
        'service/unavailable',
        `The platform at ${url} does not answer (${cause.message}); try again.`,
        {},
        { cause },
      );
    });
    if (reply.status < 400) return schema.parse(reply.data);
    const { code, detail, details } = ProblemSchema.parse(reply.data);
    throw new DomainError(code as ErrorCode, detail, details);
  };
}
