/**
 * What became of every file that a stage handled one by one: its outputs, or why there is none.
 *
 * Promises: a record is kept as soon as `append` returns, also if the process is killed at once; a torn last record
 * is forgotten, never misread.
 */
/** With neither outputs nor error: what was recorded before is no longer true. */
export interface ItemRecord {
  /** Fingerprint of stage, version, params, engines and content. */
  key: string;
  /** md5 of each output, in the stage's order. */
  outputs?: string[];
  /** Why the document cannot be read: the same file would fail the same way again. */
  error?: { code: string; message: string };
  /** What the outputs lack. */
  warnings?: { code: string; message: string }[];
  /** Runs that made it, where another may give what the outputs lack. */
  tries?: number;
}

export abstract class ItemIndex {
  abstract load(stage: string): Promise<Map<string, ItemRecord>>;
  /** Only those with warnings; quick where there are none. */
  abstract loadWarned(stage: string): Promise<Map<string, ItemRecord>>;
  abstract append(stage: string, record: ItemRecord): void;
  abstract close(): void;
}
