/** remotes.yaml: where a workspace's data is pushed, without secrets, kept in git beside pipelines.yaml. */
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { Document, parseDocument } from 'yaml';
import { z } from 'zod';
import { schemaProblems } from '../schema-problems.js';
import { unreadableConfig } from '../unreadable-config.js';
import { parseYamlFile, problemsError } from '../yaml-file.js';
import type { RemoteSpec, Remotes } from './remote-spec.js';

export const REMOTES_FILE = 'remotes.yaml';

export const RemoteFieldsSchema = z.strictObject({
  url: z.string().min(1).describe('s3://bucket/prefix, or a directory (from the workspace, or absolute)'),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Address of an S3 server other than AWS's"),
  region: z.string().optional().describe('Such as eu-central-1'),
  profile: z.string().optional().describe('Section of ~/.aws/credentials to use'),
  ca: z.string().optional().describe('File with the certificates (PEM) of the authority the server trusts'),
  path_style: z.boolean().optional().describe('server/bucket instead of bucket.server'),
  sse: z.enum(['AES256', 'aws:kms', 'aws:kms:dsse']).optional().describe('Encryption on the server'),
  sse_kms_key_id: z.string().optional().describe('Key for aws:kms'),
  acl: z.string().optional().describe('Canned ACL of new objects, such as bucket-owner-full-control'),
});
export type RemoteFields = z.infer<typeof RemoteFieldsSchema>;

const RemotesFileSchema = z.strictObject({
  default: z.string().optional(),
  remotes: z.record(z.string(), RemoteFieldsSchema).default({}),
});

/** @throws DomainError 'config/invalid', 'config/unreadable' with line and key */
export async function readRemotesFile(root: string): Promise<Remotes | null> {
  let text: string;
  try {
    text = await readFile(join(root, REMOTES_FILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw unreadableConfig(REMOTES_FILE, error);
  }
  const source = parseYamlFile(REMOTES_FILE, text);
  const parsed = RemotesFileSchema.safeParse(source.data ?? {});
  if (!parsed.success) {
    const known = (at: readonly (string | number)[]) =>
      Object.keys(at.length === 0 ? RemotesFileSchema.shape : RemoteFieldsSchema.shape);
    throw problemsError(source, schemaProblems(parsed.error, 'config/invalid', known));
  }
  const remotes = new Map<string, RemoteSpec>();
  for (const [name, fields] of Object.entries(parsed.data.remotes)) {
    const { url, ca, path_style, sse_kms_key_id, ...same } = fields;
    remotes.set(name, {
      ...same,
      name,
      url: url.includes('://') || isAbsolute(url) ? url : resolve(root, url),
      definedIn: REMOTES_FILE,
      ca: ca === undefined ? undefined : resolve(root, ca),
      pathStyle: path_style,
      sseKmsKeyId: sse_kms_key_id,
    });
  }
  const chosen = parsed.data.default;
  if (chosen !== undefined && !remotes.has(chosen)) {
    const message = `names no remote of this file; there are: ${[...remotes.keys()].join(', ') || 'none'}.`;
    throw problemsError(source, [{ code: 'config/invalid', key: ['default'], message }]);
  }
  // One remote needs no naming.
  const only = remotes.size === 1 ? [...remotes.keys()][0]! : null;
  return { default: chosen ?? only, remotes };
}

/** The file's text with a remote added or replaced; comments and order are kept. @param text '' for a new file */
export function withRemoteSet(
  text: string,
  name: string,
  fields: RemoteFields,
  makeDefault: boolean,
): string {
  const document = documentOf(text);
  document.setIn(['remotes', name], document.createNode(fields));
  if (makeDefault) document.set('default', name);
  return document.toString({ lineWidth: 0 });
}

/** As {@link withRemoteSet}, with a remote taken out. */
export function withRemoteRemoved(text: string, name: string): string {
  const document = documentOf(text);
  document.deleteIn(['remotes', name]);
  if (document.get('default') === name) document.delete('default');
  return document.toString({ lineWidth: 0 });
}

/** As {@link withRemoteSet}, with another default. */
export function withDefaultRemote(text: string, name: string): string {
  const document = documentOf(text);
  document.set('default', name);
  return document.toString({ lineWidth: 0 });
}

function documentOf(text: string): Document {
  if (text.trim() !== '') return parseDocument(text);
  const document = new Document({ remotes: {} });
  document.commentBefore = ' Where `docket push` sends data. No secrets here: they go into .env or ~/.aws.';
  return document;
}
