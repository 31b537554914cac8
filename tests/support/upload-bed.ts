/** A real HTTP server that receives uploads as the gateway does, and what it keeps. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import type { StoredFile, UploadedFile } from '#contracts/document-message.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { receiveUpload, type UploadOptions } from '#nest-kit/documents/receive-upload.js';

export interface UploadReplyOfBed {
  files?: (UploadedFile & Partial<StoredFile>)[];
  batch?: { name: string | null } | null;
  code?: string;
  message?: string;
}

export interface UploadBed {
  /** By sha256. */
  kept: Map<string, Uint8Array>;
  /** Directory where ZIP files lie while they are unpacked. */
  spoolFolder: string;
  post(body: RequestInit['body'], headers?: Record<string, string>): Promise<UploadReplyOfBed>;
}

export const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

export function formOfParts(...files: [name: string, content: string | Uint8Array<ArrayBuffer>][]): FormData {
  const data = new FormData();
  for (const [name, content] of files) data.append('file', new Blob([content]), name);
  return data;
}

/** To be called where tests are declared. A file that holds the word 'full' is refused as by a full disk. */
export function uploadBed(limits: UploadOptions['limits']): UploadBed {
  const kept = new Map<string, Uint8Array>();
  const spoolFolder = join(mkdtempSync(join(tmpdir(), 'docket-uploads-')), 'spool');
  const target: UploadOptions['target'] = {
    keep: async (bytes) => {
      if (Buffer.from(bytes).toString() === 'full') throw new DomainError('workspace/disk-full', 'Full.');
      kept.set(sha256(bytes), bytes);
      return sha256(bytes);
    },
    giveUp: async (names) => {
      for (const name of names) kept.delete(name);
    },
  };
  let server: Server;
  let url: string;
  beforeAll(async () => {
    const app = express().post('/', (request, response) => {
      receiveUpload(request, response, { target, limits, spoolFolder })
        .then((received) => response.json(received))
        .catch((error) =>
          response.status(400).json({
            code: error instanceof DomainError ? error.code : String(error),
            message: error.message,
          }),
        );
    });
    await new Promise<void>((resolve) => {
      server = app.listen(0, '127.0.0.1', () => resolve());
    });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(async () => {
    rmSync(join(spoolFolder, '..'), { recursive: true });
    await new Promise((resolve) => server.close(resolve));
  });
  beforeEach(() => kept.clear());
  return {
    ...{ kept, spoolFolder },
    post: async (body, headers = {}) =>
      (await fetch(url, { method: 'POST', body, headers })).json() as Promise<UploadReplyOfBed>,
  };
}
