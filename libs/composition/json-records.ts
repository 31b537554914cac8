/** Records of one shape as JSON files of a directory, newest first, each written whole or not at all. */
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { DomainError } from '#contracts/domain-error.js';

/** Ids sort by the time they were made, so that the newest is the last by name. */
interface Identified {
  readonly id: string;
}

export class JsonRecords<Record extends Identified> {
  constructor(
    private readonly directory: string,
    private readonly schema: z.ZodType<Record>,
  ) {}

  /** On disk when it resolves. @throws DomainError 'workspace/disk-full', 'workspace/unreadable' */
  async save(record: Record): Promise<void> {
    const path = this.pathOf(record.id);
    const temporary = temporaryOf(path);
    try {
      await mkdir(this.directory, { recursive: true });
      const file = await open(temporary, 'w');
      try {
        await file.writeFile(JSON.stringify(record));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw this.failure(path, 'written', error);
    }
  }

  /** @returns undefined where there is none of this id. @throws DomainError 'workspace/unreadable' */
  async find(id: string): Promise<Record | undefined> {
    const path = this.pathOf(id);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw this.failure(path, 'read', error);
    }
    const parsed = this.schema.safeParse(json(text));
    if (parsed.success) return parsed.data;
    throw new DomainError(
      'workspace/unreadable',
      `${path} is not the record that was written; restore it from a copy, or delete it.`,
      {},
      { cause: parsed.error },
    );
  }

  /**
   * A record that cannot be read is left out: one damaged file must not hide all others.
   * @param before id of the last record of the page before
   * @param shown the record as it is shown, or undefined where it is not; reads on until the page is full
   * @returns newest first; `next` is null where nothing comes after
   */
  async page(
    limit: number,
    before?: string,
    shown: (record: Record) => Record | undefined = (record) => record,
  ): Promise<{ records: Record[]; next: string | null }> {
    const ids = (await this.ids()).filter((id) => before === undefined || id < before).reverse();
    const records: Record[] = [];
    for (let at = 0; at < ids.length; at += limit) {
      const found = await Promise.all(
        ids.slice(at, at + limit).map((id) => this.find(id).catch(() => undefined)),
      );
      for (const record of found) {
        const view = record && shown(record);
        if (view === undefined) continue;
        if (records.length === limit) return { records, next: records.at(-1)!.id };
        records.push(view);
      }
    }
    return { records, next: null };
  }

  /** Oldest first. */
  async ids(): Promise<string[]> {
    const names = await readdir(this.directory).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw this.failure(this.directory, 'listed', error);
    });
    return names
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -'.json'.length))
      .sort();
  }

  /** No error where it is already gone. */
  async remove(id: string): Promise<void> {
    const path = this.pathOf(id);
    try {
      await rm(temporaryOf(path), { force: true });
      await rm(path, { force: true });
    } catch (error) {
      throw this.failure(path, 'deleted', error);
    }
  }

  private pathOf(id: string): string {
    // Ids come from outside as well; none may become a path.
    if (!/^[0-9a-z_]{1,64}$/.test(id)) {
      throw new DomainError('request/not-found', `There is no record '${id.slice(0, 80)}'.`);
    }
    return join(this.directory, `${id}.json`);
  }

  private failure(path: string, verb: string, cause: unknown): DomainError {
    const code = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
    return code === 'ENOSPC' || code === 'EDQUOT'
      ? new DomainError(
          'workspace/disk-full',
          `The disk of ${this.directory} is full; free some space, then try again.`,
          {},
          { cause },
        )
      : new DomainError(
          'workspace/unreadable',
          `${path} cannot be ${verb} (${code}); check its permissions.`,
          {},
          { cause },
        );
  }
}

/** One name for each record: what a kill left is overwritten by the next write, and deleted with the record. */
const temporaryOf = (path: string): string => `${path}.tmp`;

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
