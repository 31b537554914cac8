/** Experiments as one JSON file each, for workspaces outside git. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { diskError } from '#contracts/disk-error.js';
import { DomainError } from '#contracts/domain-error.js';
import { ExperimentNameSchema, ExperimentNoteSchema } from '#contracts/experiment.schema.js';
import { schemaReason } from '#contracts/schema-reason.js';
import {
  ExperimentStore,
  type NewExperiment,
  type RecordedExperiment,
  type TrackedCode,
} from '#ports/experiment-store.port.js';
import { makeDirectory } from '../make-directory.js';
import { writeWholeFile } from '../write-whole-file.js';

const RecordSchema = ExperimentNoteSchema.extend({
  name: ExperimentNameSchema,
  /** Path to its bytes in base64. */
  files: z.record(z.string(), z.object({ content: z.string(), executable: z.boolean() })),
});
type Record = z.infer<typeof RecordSchema>;

export class LocalExperimentStore extends ExperimentStore {
  /**
   * @param directory absolute; of the records alone
   * @param temporary absolute directory on the same disk, which the next run clears away
   */
  constructor(
    private readonly directory: string,
    private readonly temporary: string,
  ) {
    super();
  }

  override async list(): Promise<RecordedExperiment[]> {
    let names: string[];
    try {
      names = readdirSync(this.directory).filter((name) => name.endsWith('.json'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw diskError(error, 'listing experiments', this.directory);
    }
    return names
      .map((name) => {
        const { files: _, ...note } = this.record(name);
        return { ...note, baseline: null, id: name };
      })
      .sort((left, right) => (left.created < right.created ? -1 : left.created > right.created ? 1 : 0));
  }

  override async others(): Promise<[]> {
    return [];
  }

  override async check(): Promise<void> {
    try {
      makeDirectory(this.directory);
    } catch (error) {
      throw diskError(error, 'recording an experiment', this.directory);
    }
  }

  override async code(): Promise<TrackedCode> {
    return { baseline: null, changed: new Map() };
  }

  override async codeAt(): Promise<Map<string, null>> {
    return new Map();
  }

  override async save({ files, ...note }: NewExperiment): Promise<RecordedExperiment> {
    const entries = [...files].map(
      ([path, { bytes, executable }]) =>
        [path, { content: Buffer.from(bytes).toString('base64'), executable }] as const,
    );
    const record: Record = { ...note, files: Object.fromEntries(entries) };
    const id = `${note.name}.json`;
    try {
      const options = { durable: true, replace: false };
      writeWholeFile(join(this.directory, id), JSON.stringify(record), this.temporary, options);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw nameTaken(note.name);
      throw diskError(error, 'recording an experiment', this.directory);
    }
    return { ...note, baseline: null, id };
  }

  override async read(
    experiments: readonly RecordedExperiment[],
    paths: readonly string[],
  ): Promise<Map<string, Uint8Array>[]> {
    return experiments.map(({ id }) => {
      const { files } = this.record(id);
      return new Map(
        paths.flatMap((path) => {
          const file = files[path];
          return file === undefined ? [] : [[path, Buffer.from(file.content, 'base64')] as const];
        }),
      );
    });
  }

  override async files({ id }: RecordedExperiment): Promise<string[]> {
    return Object.keys(this.record(id).files);
  }

  override async remove({ id }: RecordedExperiment): Promise<void> {
    rmSync(join(this.directory, id), { force: true });
  }

  private record(id: string): Record {
    const path = join(this.directory, id);
    try {
      return RecordSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch (error) {
      throw new DomainError(
        'workspace/unreadable',
        `The record of an experiment, ${path}, cannot be read (${schemaReason(error)}); mend its permissions, or remove the file to forget the experiment.`,
        { path },
        { cause: error },
      );
    }
  }
}

/** @param project where another workspace of the repository lies, whose experiment it is */
export const nameTaken = (name: string, project?: string): DomainError =>
  new DomainError(
    'experiment/exists',
    project === undefined
      ? `There is an experiment '${name}' already. Take another --name, or forget that one first: docket exp remove ${name}.`
      : `The workspace in ${project || 'the root'} of this repository has an experiment '${name}' already. Take another --name.`,
    { name, usage: true },
  );
