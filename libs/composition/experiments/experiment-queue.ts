/** Experiments that wait for their turn, one JSON file each, in the order they were queued. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeWholeFile } from '#adapters/write-whole-file.js';
import { compareCodePoints } from '#contracts/compare-code-points.js';
import { diskError } from '#contracts/disk-error.js';
import { DomainError } from '#contracts/domain-error.js';
import {
  type QueuedCode,
  QueuedCodeSchema,
  type QueuedExperiment,
  QueuedExperimentSchema,
} from '#contracts/experiment.schema.js';
import { schemaReason } from '#contracts/schema-reason.js';
import { md5Of } from '#core/pipeline/directory-object.js';
import type { Workspace } from '../open-workspace.js';

export class ExperimentQueue {
  private readonly directory: string;

  constructor(private readonly workspace: Pick<Workspace, 'state' | 'scratch'>) {
    this.directory = join(workspace.state, 'experiments', 'queue');
  }

  /** Oldest first; failed ones keep their place. @throws DomainError 'workspace/unreadable' */
  list(): QueuedExperiment[] {
    let names: string[];
    try {
      names = readdirSync(this.directory).filter((name) => name.endsWith('.json'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw diskError(error, 'listing the queue of experiments', this.directory);
    }
    return names
      .map((name) => this.read(join(this.directory, name)))
      .sort(
        (left, right) =>
          compareCodePoints(left.created, right.created) || compareCodePoints(left.name, right.name),
      );
  }

  /** Adds it, or replaces what is queued under its name. */
  save(queued: QueuedExperiment): void {
    const path = this.pathOf(queued.name);
    try {
      writeWholeFile(path, JSON.stringify(queued), this.workspace.scratch, { durable: true });
    } catch (error) {
      throw diskError(error, 'queueing an experiment', path);
    }
  }

  remove(name: string): void {
    rmSync(this.pathOf(name), { force: true });
    this.prune();
  }

  /** Keeps code once for all that are queued with it, before they are. @returns its name */
  saveCode(code: QueuedCode): string {
    const text = JSON.stringify(code);
    const name = md5Of(text);
    const path = this.codePath(name);
    try {
      writeWholeFile(path, text, this.workspace.scratch, { durable: true });
    } catch (error) {
      throw diskError(error, 'queueing an experiment', path);
    }
    return name;
  }

  /** @throws DomainError 'workspace/unreadable' */
  code(name: string): QueuedCode {
    const path = this.codePath(name);
    try {
      return QueuedCodeSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch (cause) {
      throw new DomainError(
        'workspace/unreadable',
        `The code of queued experiments, ${path}, cannot be read (${schemaReason(cause)}); forget them (docket exp remove --queue) and queue them anew.`,
        { path },
        { cause },
      );
    }
  }

  /** Code that nothing is queued with any more. What is younger than a minute may be of one that is being queued. */
  private prune(): void {
    const used = new Set(this.list().map(({ code }) => code));
    const directory = join(this.directory, 'code');
    if (!existsSync(directory)) return;
    for (const file of readdirSync(directory)) {
      const path = join(directory, file);
      const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
      if (!used.has(file.replace(/\.json$/, '')) && age > 60_000) rmSync(path, { force: true });
    }
  }

  private codePath(name: string): string {
    return join(this.directory, 'code', `${name}.json`);
  }

  private pathOf(name: string): string {
    return join(this.directory, `${name}.json`);
  }

  private read(path: string): QueuedExperiment {
    try {
      return QueuedExperimentSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch (cause) {
      throw new DomainError(
        'workspace/unreadable',
        `The queued experiment ${path} cannot be read (${schemaReason(cause)}); remove the file to forget it.`,
        { path },
        { cause },
      );
    }
  }
}
