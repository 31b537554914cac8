/** Has the files of the embedded database wiped some minutes after documents were deleted, or at the end, whatever comes first. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import type { EmbeddedConnection, EmbeddedStatement } from '#adapters/database/embedded-connection.js';

/** Milliseconds: many deletions in a row are one wiping, and their labelled files are gone by then. */
const WAIT = 300_000;
const DELETES = /^\s*delete from "?(documents|batches|labelled_files)\b/;
/** The end of PostgreSQL's answer to a deletion that found rows. */
const SOME = /DELETE [1-9]/;

export class DeletedTraces {
  private due = false;
  private timer: NodeJS.Timeout | undefined;
  private wiping: Promise<void> | undefined;

  /**
   * @param marker a file that is there from a deletion until it is wiped: a killed process leaves that to the next
   * @param wipe wipes all that was deleted before it began
   */
  constructor(
    private readonly marker: string,
    private readonly wipe: () => Promise<void>,
  ) {}

  /** @returns the connection of a database that has just been opened, in which deletions are seen */
  watch({ run, close }: EmbeddedConnection): EmbeddedConnection {
    if (existsSync(this.marker)) this.expect();
    return {
      close,
      run: async (statements) => {
        const replies = await run(statements);
        if (!this.due && deletes(statements, replies)) this.note();
        return replies;
      },
    };
  }

  /** Before the database is closed. What cannot be wiped now is left to the next process. */
  async end(): Promise<void> {
    await this.wiping;
    clearTimeout(this.timer);
    if (this.due) await this.run();
    clearTimeout(this.timer);
  }

  private note(): void {
    try {
      writeFileSync(this.marker, '');
    } catch {
      // A full disk is no reason to keep a document; unless this process is killed, it wipes.
    }
    this.expect();
  }

  private expect(): void {
    this.due = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.wiping = this.run();
    }, WAIT).unref();
  }

  private async run(): Promise<void> {
    this.due = false;
    try {
      await this.wipe();
    } catch {
      this.expect();
    }
    // Something was deleted meanwhile, or not wiped.
    if (!this.due) rmSync(this.marker, { force: true });
  }
}

const deletes = (statements: readonly EmbeddedStatement[], replies: readonly Uint8Array[]): boolean =>
  statements.some(
    ({ sql }, at) => DELETES.test(sql) && SOME.test(Buffer.from(replies[at] ?? []).toString('latin1')),
  );
