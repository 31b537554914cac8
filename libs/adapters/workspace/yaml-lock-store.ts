/** pipelines.lock and `.dvc` files as YAML, written as DVC writes them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseDocument } from 'yaml';
import type { z } from 'zod';
import { diskError } from '#contracts/disk-error.js';
import type { DomainError } from '#contracts/domain-error.js';
import { issueWords } from '#contracts/issue-words.js';
import {
  DataSourceSchema,
  type LockEntry,
  type LockedStage,
  type PipelineLock,
  PipelineLockSchema,
} from '#contracts/pipeline-lock.schema.js';
import { LockStore } from '#ports/lock-store.port.js';
import { writeWholeFile } from '../write-whole-file.js';
import { importMd5 } from './import-md5.js';
import { customTags, type LockYaml, parseLockYaml, unreadableLock } from './lock-yaml.js';
import { pythonYaml } from './python-yaml.js';

/** What a `.dvc` file says of its output's content. */
const CONTENT_KEYS = ['md5', 'size', 'nfiles', 'isexec', 'hash'] as const;

export class YamlLockStore extends LockStore {
  /**
   * @param root absolute directory of the workspace
   * @param name from there: 'pipelines.lock'
   * @param temporary absolute directory, which the next run clears away
   */
  constructor(
    private readonly root: string,
    private readonly name: string,
    private readonly temporary: string,
  ) {
    super();
  }

  override async read(): Promise<PipelineLock> {
    const text = this.readText(this.name);
    if (text === null) return { schema: '2.0', stages: {} };
    const { data, lineAt } = parseLockYaml(this.name, text);
    if (data === null) return { schema: '2.0', stages: {} };
    const { schema } = data as { schema?: unknown };
    if (schema !== '2.0') {
      throw unreadableLock(
        this.name,
        lineAt(['schema']),
        schema === undefined && !isLockOfDvc1(data)
          ? 'is no lock (a map with schema and stages); take it from git, or remove it to run everything anew'
          : schema === undefined
            ? 'has no schema, as DVC 1 wrote locks; remove it to run everything anew, or run `dvc repro` of DVC 2 or later once'
            : `has schema '${schema}', this version reads '2.0'; upgrade Docket, or remove the lock to run everything anew`,
      );
    }
    const parsed = PipelineLockSchema.safeParse(data);
    if (parsed.success) return parsed.data;
    throw damagedLock(this.name, lineAt, parsed.error, 'take it from git, or remove it');
  }

  override async write(lock: PipelineLock): Promise<void> {
    this.writeText(this.name, pythonYaml(lock));
  }

  override async readSource(file: string): Promise<LockEntry[]> {
    const { data, lineAt } = parseLockYaml(file, this.readText(file) ?? '');
    const parsed = DataSourceSchema.safeParse(data);
    if (parsed.success) return parsed.data.outs;
    throw damagedLock(file, lineAt, parsed.error, 'take it from git');
  }

  override async writeSource(file: string, entries: readonly LockEntry[]): Promise<void> {
    const document = parseDocument(this.readText(file) ?? '', { customTags, uniqueKeys: false });
    for (const [index, entry] of entries.entries()) {
      const written = { ...entry, hash: 'md5' };
      for (const key of CONTENT_KEYS) {
        if (written[key] === undefined) document.deleteIn(['outs', index, key]);
        else document.setIn(['outs', index, key], written[key]);
      }
    }
    // As DVC: what was fetched has one, what people added has none any more.
    if (!document.has('deps')) document.delete('md5');
    else document.set('md5', importMd5(document.toJS() as Record<string, unknown>));
    this.writeText(file, document.toString({ indentSeq: false, singleQuote: true, lineWidth: 80 }));
  }

  override text(entry: LockedStage): string {
    return pythonYaml(entry);
  }

  override parse(text: string): unknown {
    try {
      return parse(text, { customTags, uniqueKeys: false, logLevel: 'error' });
    } catch {
      return null;
    }
  }

  /** @returns null where there is no file */
  private readText(name: string): string | null {
    try {
      return readFileSync(join(this.root, name), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw diskError(error, 'reading the lock', name);
    }
  }

  private writeText(name: string, text: string): void {
    try {
      writeWholeFile(join(this.root, name), text, this.temporary, { durable: true });
    } catch (error) {
      throw diskError(error, 'writing the lock', name);
    }
  }
}

/** Stages without a frame about them. */
const isLockOfDvc1 = (data: unknown): boolean =>
  Object.values(data as object).some((each) => typeof each === 'object' && each !== null && 'cmd' in each);

function damagedLock(
  name: string,
  lineAt: LockYaml['lineAt'],
  { issues }: z.ZodError,
  remedy: string,
): DomainError {
  const [issue] = issues as z.core.$ZodIssue[];
  const { path } = issue!;
  const what = issueWords(issue!).replace(/^Invalid input: /, '');
  return unreadableLock(name, lineAt(path), `is damaged at ${path.join('.')} (${what}); ${remedy}`);
}
