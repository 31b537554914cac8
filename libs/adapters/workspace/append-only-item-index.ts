/** Item records as lines of JSON, one file a stage, only ever appended to. */
import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { diskError } from '#contracts/disk-error.js';
import { ItemIndex, type ItemRecord } from '#ports/item-index.port.js';
import { makeDirectory } from '../make-directory.js';

/** As it stands in a record's line. */
const WARNINGS_KEY = '"warnings":';

export class AppendOnlyItemIndex extends ItemIndex {
  private readonly open = new Map<string, number>();

  /** @param directory absolute */
  constructor(private readonly directory: string) {
    super();
  }

  override async load(stage: string): Promise<Map<string, ItemRecord>> {
    const records = new Map<string, ItemRecord>();
    const path = this.path(stage);
    if (!existsSync(path)) return records;
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      if (line === '') continue;
      try {
        const record = JSON.parse(line) as ItemRecord;
        if (typeof record.key !== 'string') continue;
        if (record.outputs === undefined && record.error === undefined) records.delete(record.key);
        else records.set(record.key, record);
      } catch {
        // Torn by a kill or a full disk: that item is done again.
      }
    }
    return records;
  }

  override async loadWarned(stage: string): Promise<Map<string, ItemRecord>> {
    const path = this.path(stage);
    // Most indexes have none, and are then not worth taking apart.
    if (!existsSync(path) || !readFileSync(path).includes(WARNINGS_KEY)) return new Map();
    const records = await this.load(stage);
    for (const [key, record] of records) if (record.warnings === undefined) records.delete(key);
    return records;
  }

  override append(stage: string, record: ItemRecord): void {
    try {
      const line = Buffer.from(`${JSON.stringify(record)}\n`);
      const written = writeSync(this.file(stage), line);
      if (written < line.length) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    } catch (error) {
      throw diskError(error, 'recording a finished file', this.path(stage));
    }
  }

  override close(): void {
    for (const file of this.open.values()) closeSync(file);
    this.open.clear();
  }

  private path(stage: string): string {
    return join(this.directory, `${encodeURIComponent(stage)}.jsonl`);
  }

  private file(stage: string): number {
    let file = this.open.get(stage);
    if (file === undefined) {
      makeDirectory(this.directory);
      this.cutTornEnd(stage);
      file = openSync(this.path(stage), 'a');
      this.open.set(stage, file);
    }
    return file;
  }

  /** What is appended after half a line would be lost with it. */
  private cutTornEnd(stage: string): void {
    if (!existsSync(this.path(stage))) return;
    const bytes = readFileSync(this.path(stage));
    const end = bytes.lastIndexOf(0x0a) + 1;
    if (end < bytes.length) truncateSync(this.path(stage), end);
  }
}
