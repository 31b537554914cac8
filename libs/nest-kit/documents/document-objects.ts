/** The bytes that documents refer to: equal ones are kept once, and deleted with the last document that needs them. */
import { sha256Of } from '#adapters/object-store/sha256.js';
import type { ObjectStore } from '#ports/object-store.port.js';

/** What the records say of the objects that are asked for. */
export interface ObjectSurvey {
  /** Objects that a record refers to. */
  wanted: ReadonlySet<string>;
  /** Uploads that are still to be read. */
  unread: ReadonlySet<string>;
}

export class DocumentObjects {
  /** How many uploads without a record yet have these bytes, and when the last of them came. */
  private readonly held = new Map<string, { uploads: number; since: number }>();
  /** The deletion that is going on. */
  private sweep: { upload: string; ended: Promise<void> } | undefined;

  constructor(
    private readonly objects: ObjectStore,
    private readonly survey: (sha256s: readonly string[]) => Promise<ObjectSurvey>,
    /** Told before the bytes can be in the store. */
    private readonly note: (sha256: string) => void = () => undefined,
  ) {}

  /** Stored when it resolves, and kept until `release`, whoever deletes an equal upload meanwhile. */
  async hold(bytes: Uint8Array): Promise<string> {
    const sha256 = sha256Of(bytes);
    await this.announce(sha256);
    try {
      return await this.objects.put(bytes);
    } catch (error) {
      this.forget(sha256);
      throw error;
    }
  }

  /** These bytes may be put into the store when it resolves, by whoever has them; kept as by `hold`. */
  async announce(sha256: string): Promise<void> {
    this.note(sha256);
    const uploads = (this.held.get(sha256)?.uploads ?? 0) + 1;
    this.held.set(sha256, { uploads, since: performance.now() });
    // A sweep that has decided to delete these bytes must not do so after they were found to be there.
    while (this.sweep?.upload === sha256) await this.sweep.ended;
  }

  /** Once for each `hold`, when a record refers to the bytes, or when none ever will. */
  async release(sha256: string): Promise<void> {
    // A sweep that has read the records already does not know this one.
    while (this.sweep?.upload === sha256) await this.sweep.ended;
    this.forget(sha256);
  }

  /**
   * Deletes what a document that is no longer on record leaves behind, unless others need it.
   * @param extracted what was read of it
   */
  async deleteUnused(upload: string, extracted: string | null = null): Promise<void> {
    while (this.sweep) await this.sweep.ended;
    const work = async () => {
      const { wanted, unread } = await this.survey(extracted === null ? [upload] : [upload, extracted]);
      // Who is still reading the same bytes comes to the same text, and has no record of it yet.
      const free = extracted !== null && !wanted.has(extracted) && !unread.has(upload);
      if (free && !this.held.has(upload)) await this.objects.delete(extracted);
      if (!wanted.has(upload) && !this.held.has(upload)) await this.objects.delete(upload);
    };
    const swept = work();
    const ended = swept
      .catch(() => undefined)
      .finally(() => {
        this.sweep = undefined;
      });
    this.sweep = { upload, ended };
    await swept;
  }

  /** What was held before so many milliseconds and is no more: whoever held it is gone. */
  forgetOlder(milliseconds: number): string[] {
    const before = performance.now() - milliseconds;
    const old = [...this.held].flatMap(([sha256, { since }]) => (since < before ? [sha256] : []));
    for (const sha256 of old) this.held.delete(sha256);
    return old;
  }

  /** What uploads without a record yet have. */
  heldNow(): string[] {
    return [...this.held.keys()];
  }

  private forget(sha256: string): void {
    const hold = this.held.get(sha256);
    if (hold !== undefined && hold.uploads > 1) hold.uploads--;
    else this.held.delete(sha256);
  }
}
