/** pipelines.lock as YAML, written as DVC writes dvc.lock. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { parse, stringify } from 'yaml';
import { diskError } from '#contracts/disk-error.js';
import { DomainError } from '#contracts/domain-error.js';
import { type LockedStage, type PipelineLock, PipelineLockSchema } from '#contracts/pipeline-lock.schema.js';
import { LockStore } from '#ports/lock-store.port.js';

export class YamlLockStore extends LockStore {
  /**
   * @param path absolute
   * @param name as users know it: 'pipelines.lock'
   */
  constructor(
    private readonly path: string,
    private readonly name: string,
  ) {
    super();
  }

  override async read(): Promise<PipelineLock> {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { schema: '2.0', stages: {} };
      throw diskError(error, 'reading the lock', this.name);
    }
    if (/^(<{7}|>{7}) /m.test(text)) {
      throw this.unreadable(
        'has marks of an unresolved merge; take either side with git, then run `docket repro`',
      );
    }
    let data: unknown;
    try {
      data = parse(text);
    } catch (error) {
      throw this.unreadable(
        `is not valid YAML (${(error as Error).message.split('\n')[0]}); take it from git, or remove it`,
      );
    }
    if (data === null) return { schema: '2.0', stages: {} };
    const schema = (data as { schema?: unknown }).schema;
    if (schema !== '2.0') {
      throw this.unreadable(
        `has schema ${JSON.stringify(schema) ?? '(none)'}, this version reads '2.0'; upgrade Docket, or remove the lock to run everything anew`,
      );
    }
    const parsed = PipelineLockSchema.safeParse(data);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw this.unreadable(
      `is damaged at ${issue?.path.join('.')} (${issue?.message}); take it from git, or remove it`,
    );
  }

  override async write(lock: PipelineLock): Promise<void> {
    const temporary = `${this.path}.${process.pid}.tmp`;
    try {
      const file = openSync(temporary, 'w');
      try {
        const bytes = Buffer.from(lockText(lock));
        for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(temporary, this.path);
      const directory = openSync(dirname(this.path), 'r');
      fsyncSync(directory);
      closeSync(directory);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw diskError(error, 'writing the lock', this.name);
    }
  }

  override text(entry: LockedStage): string {
    return lockText(entry);
  }

  override parse(text: string): unknown {
    try {
      return parse(text);
    } catch {
      return null;
    }
  }

  private unreadable(what: string): DomainError {
    return new DomainError('config/unreadable', `${this.name} ${what}.`);
  }
}

/** Sequences not indented, single quotes: byte for byte what DVC's ruamel.yaml writes. */
export const lockText = (value: unknown): string =>
  stringify(value, { indentSeq: false, singleQuote: true, lineWidth: 80, aliasDuplicateObjects: false });
