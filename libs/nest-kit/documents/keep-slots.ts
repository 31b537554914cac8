/** Keeps a few files at the same time: a store answers each only when it is on its disk. */
import type { UploadedFile } from '#contracts/document-message.schema.js';

/** As many as an object store on a disk or over a network gains from. */
const AT_ONCE = 8;
/** Bytes that may be in memory for more than one. */
const BYTES = 16_000_000;

export class KeepSlots {
  private readonly pending = new Set<Promise<void>>();
  private bytes = 0;
  private next: number;
  private failure: { error: unknown } | undefined;

  /** @param kept gets what was kept, each at the place where it came */
  constructor(
    private readonly kept: UploadedFile[],
    private readonly store: (bytes: Uint8Array) => Promise<string>,
  ) {
    this.next = kept.length;
  }

  /** Waits until there is room for a file of this size. @throws what keeping an earlier one has thrown */
  async free(size: number): Promise<void> {
    while (this.pending.size >= AT_ONCE || (this.pending.size > 0 && this.bytes + size > BYTES))
      await Promise.race(this.pending);
    this.throwFailure();
  }

  /** Not to be kept, but to be told in its place. */
  tell(file: UploadedFile): void {
    this.kept[this.next++] = file;
  }

  keep(name: string, content: Uint8Array): void {
    const [place, bytes] = [this.next++, content.byteLength];
    this.bytes += bytes;
    const work = this.store(content)
      .then((sha256) => {
        this.kept[place] = { name, bytes, sha256 };
      })
      .catch((error: unknown) => {
        this.failure ??= { error };
      })
      .finally(() => {
        this.bytes -= bytes;
        this.pending.delete(work);
      });
    this.pending.add(work);
  }

  /** Waits for all of them. @throws as {@link free} */
  async ended(): Promise<void> {
    await Promise.all(this.pending);
    this.throwFailure();
  }

  private throwFailure(): void {
    if (this.failure) throw this.failure.error;
  }
}
