/**
 * Watches the intake folder: takes each file once, when nobody writes it any more, a few at a time and after everybody
 * else; puts it where its class is, where that is wanted; and says how it is doing.
 *
 * It looks again and again. What the system tells of changes is not heard on network shares, and a look is needed in
 * any case: at the start, when a folder comes back, and to know that a file stays as it is.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type FolderFile, type FolderListing, listFolder } from '#adapters/intake-folder/list-folder.js';
import { clearUnfinished } from '#adapters/intake-folder/place-file.js';
import { diskError } from '#contracts/disk-error.js';
import { DomainError } from '#contracts/domain-error.js';
import type { IntakeCalls, IntakeSort, IntakeStatus } from '#contracts/intake.schema.js';
import { isPassedOver } from '#core/intake/is-passed-over.js';
import { SORTED_FOLDERS } from '#core/intake/sorted-place.js';
import { StableFiles } from '#core/intake/stable-files.js';
import type { AccountRecords } from '#ports/account-records.port.js';
import type { IntakeRecords } from '#ports/intake-records.port.js';
import type { LocalDocuments } from '../documents/local-documents.js';
import { domainErrorOf } from '../http/problem-details.js';
import type { Log } from '../observability/log.js';
import { IntakeSorter } from './intake-sorter.js';
import { IntakeTaker, type TakerParts } from './intake-taker.js';

export interface IntakeParts extends Omit<TakerParts, 'documents'> {
  sort: IntakeSort;
  /** Name of the account that its documents belong to. */
  owner: string;
  accounts: Pick<AccountRecords, 'find'>;
  records: IntakeRecords;
  documents: LocalDocuments;
  /** Documents without an answer. */
  waiting: () => Promise<number>;
  /** Resolves where a model answers. @throws DomainError saying why not */
  model: () => Promise<void>;
  log: Log;
  /** Milliseconds between two looks. */
  look: number;
  /** Milliseconds that a file stays the same before it is taken. */
  settle: number;
  /** Documents without an answer, of whomever, beyond which nothing is taken. */
  mostWaiting: number;
  onOutcome?: (outcome: 'taken' | 'refused' | 'sorted') => void;
}

/** Reading the folder takes at most a sixth of the time. */
const REST = 5;
const SHOWN = 100;
/** Milliseconds until a file that could not be taken or sorted is tried again. */
const TROUBLE = 30_000;
/** Looks after which it is tried again whether the owner may add documents: each try reads a file. */
const FULL = 60;
/** Days; a share that is away for a while must not be taken anew. */
const MISSED_FOR = 30;

export class Intake implements IntakeCalls {
  private readonly closing = new AbortController();
  private readonly stable: StableFiles;
  private readonly taker: IntakeTaker;
  private readonly sorter: IntakeSorter | null;
  /** Of each path that was taken: its time and size, and whether it is in the folder. */
  private known: Map<string, { bytes: number; modified: string; missing: boolean }> | undefined;
  /** Until when a path is left alone. */
  private readonly troubled = new Map<string, number>();
  /** Until when the owner's quota is taken to be used up. */
  private fullUntil = 0;
  private looking: Promise<void> | undefined;
  private now: Omit<IntakeStatus, 'folder' | 'sort' | 'owner'> = {
    ...{ state: 'watching', problem: null, files: 0, settling: 0, waiting: 0, taken: 0, sorted: 0 },
    ...{ looked_at: null, passed_over: [] },
  };

  constructor(private readonly parts: IntakeParts) {
    this.stable = new StableFiles(parts.settle);
    this.taker = new IntakeTaker(parts);
    this.sorter = parts.sort === 'keep' ? null : new IntakeSorter({ ...parts, sort: parts.sort });
  }

  start(): void {
    const { folder, log } = this.parts;
    log.info(`The folder ${folder} is watched.`);
    this.looking = this.lookForEver();
  }

  /** What is being taken is finished first. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.looking;
  }

  async status(): Promise<IntakeStatus> {
    const { folder, sort, owner } = this.parts;
    return { folder, sort, owner, ...this.now };
  }

  private async lookForEver(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      const spent = await this.look();
      const rest = Math.min(Math.max(this.parts.look, spent * REST), this.parts.look + TROUBLE);
      await pause(rest, undefined, { signal }).catch(() => undefined);
    }
  }

  /** @returns milliseconds that reading the folder took */
  private async look(): Promise<number> {
    const { folder } = this.parts;
    const begun = performance.now();
    const spent = () => performance.now() - begun;
    let listing: FolderListing;
    try {
      listing = await listFolder(folder, (path) => this.skips(path));
    } catch (error) {
      this.told('away', diskError(error, 'looking into the intake folder', folder));
      return spent();
    }
    const listed = spent();
    try {
      const fresh = await this.newOnes(listing);
      const ready = this.stable.look(fresh, performance.now()).filter(({ path }) => !this.isTroubled(path));
      this.now = {
        ...this.now,
        ...{ files: listing.files.length, settling: fresh.length - ready.length, waiting: ready.length },
        ...{ passed_over: listing.passedOver.slice(0, SHOWN), looked_at: new Date().toISOString() },
      };
      await this.sortAll();
      await this.takeSome(ready);
    } catch (error) {
      this.told('held', error);
    }
    return listed;
  }

  /** Files that are not on record as they are; notes which of the others are gone, or are back. */
  private async newOnes({ files }: FolderListing): Promise<FolderFile[]> {
    const { folder, records } = this.parts;
    if (this.known === undefined) {
      await records.forgetMissing(MISSED_FOR);
      await clearUnfinished(folder);
      this.known = new Map((await records.known(folder)).map(({ path, ...mark }) => [path, mark]));
    }
    const known = this.known;
    const there = new Set(files.map(({ path }) => path));
    const turned = (missing: boolean) =>
      [...known].flatMap(([path, mark]) =>
        mark.missing !== missing && there.has(path) !== missing ? [path] : [],
      );
    for (const missing of [true, false]) {
      const paths = turned(missing);
      await records.note(folder, paths, missing);
      for (const path of paths) known.get(path)!.missing = missing;
    }
    return files.filter(({ path, bytes, modified }) => {
      const mark = known.get(path);
      return mark?.bytes !== bytes || mark.modified !== modified;
    });
  }

  private async takeSome(ready: readonly FolderFile[]): Promise<void> {
    const { accounts, owner: name, mostWaiting, waiting, model, log, onOutcome } = this.parts;
    if (ready.length === 0) return this.told('watching');
    if (performance.now() < this.fullUntil) return;
    const owner = await accounts.find({ name });
    if (owner === undefined || owner.disabled) throw noOwner(name);
    await model();
    let places = mostWaiting - (await waiting());
    for (const file of ready) {
      if (places <= 0 || this.closing.signal.aborted) break;
      try {
        const taking = await this.taker.take(file, owner.id);
        if (taking.state === 'changed') this.stable.forget(file.path);
        else this.known!.set(file.path, { ...file, missing: false });
        if (taking.state === 'taken') {
          places -= taking.documents;
          this.now = { ...this.now, taken: this.now.taken + 1 };
          onOutcome?.(taking.refused ? 'refused' : 'taken');
          log.info(
            { file: file.path, documents: taking.documents },
            `${file.path} is taken from the intake folder.`,
          );
        }
        this.now = { ...this.now, waiting: this.now.waiting - 1 };
      } catch (error) {
        if (error instanceof DomainError && error.code.startsWith('quota/'))
          this.fullUntil = performance.now() + FULL * this.parts.look;
        // What is in the way of one file alone: the others go on.
        if (!(error instanceof DomainError) || error.code !== 'workspace/unreadable') throw error;
        this.putOff(file.path, error);
      }
    }
    this.told('watching');
  }

  private async sortAll(): Promise<void> {
    const { onOutcome, log, folder } = this.parts;
    await this.sorter?.sort(
      this.closing.signal,
      new Set([...this.troubled.keys()].filter((path) => this.isTroubled(path))),
      ({ path }) => {
        // Moved away; an equal file that comes is a new one.
        if (this.parts.sort === 'move') this.known!.delete(path);
        this.now = { ...this.now, sorted: this.now.sorted + 1 };
        onOutcome?.('sorted');
        log.info({ file: path }, `${path} of ${folder} lies with its class now.`);
      },
      ({ path }, error) => {
        const told = domainErrorOf(error, { method: 'sort', path });
        if (told.code !== 'workspace/unreadable') throw error;
        this.putOff(path, told);
      },
    );
  }

  private skips(path: string): boolean {
    const [first, second] = path.split('/');
    if (second === undefined && this.sorter !== null && SORTED_FOLDERS.some((name) => name === first))
      return true;
    return isPassedOver(path.slice(path.lastIndexOf('/') + 1));
  }

  private isTroubled(path: string): boolean {
    const until = this.troubled.get(path);
    if (until === undefined) return false;
    if (performance.now() < until) return true;
    this.troubled.delete(path);
    return false;
  }

  private putOff(path: string, error: DomainError): void {
    this.troubled.set(path, performance.now() + TROUBLE);
    const passed_over = [...this.now.passed_over, { path, reason: error.message }].slice(0, SHOWN);
    this.now = { ...this.now, passed_over };
    this.parts.log.warn({ file: path, code: error.code }, error.message);
  }

  /** How it is doing; in the log once, however often it is found, and once when it is over. */
  private told(state: 'watching' | 'away' | 'held', error?: unknown): void {
    const { log, folder } = this.parts;
    const problem = error === undefined ? null : domainErrorOf(error, { method: 'intake', path: folder });
    const { code, message } = problem ?? {};
    if (message !== this.now.problem?.message && !this.closing.signal.aborted) {
      if (problem === null) log.info(`The folder ${folder} is watched again.`);
      else if (problem !== error) log.error({ err: error }, 'The intake failed in an unexpected way.');
      else log.warn({ code }, `Nothing is taken from the intake folder: ${message}`);
    }
    this.now = { ...this.now, state, problem: problem && { code: code!, message: message! } };
  }
}

const noOwner = (name: string): DomainError =>
  new DomainError(
    'auth/unknown-account',
    `There is no account '${name}' that documents of the intake folder could belong to; set DOCKET_INTAKE_OWNER, or make it: docket user add.`,
  );
