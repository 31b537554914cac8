/** All experiments of a workspace, wherever they are recorded: in git where there is one, else beside the cache. */
import { join } from 'node:path';
import { GitExperimentStore } from '#adapters/experiment-store/git-experiment-store.js';
import { LocalExperimentStore, nameTaken } from '#adapters/experiment-store/local-experiment-store.js';
import { GitRepository, nullIfUnavailable } from '#adapters/git-repository.js';
import { filesOfProject } from '#config/pipelines/read-project.js';
import { compareCodePoints } from '#contracts/compare-code-points.js';
import { DomainError } from '#contracts/domain-error.js';
import { ExperimentNameSchema } from '#contracts/experiment.schema.js';
import { didYouMean } from '#contracts/nearest-name.js';
import type {
  ExperimentStore,
  NewExperiment,
  RecordedExperiment,
  TrackedCode,
} from '#ports/experiment-store.port.js';
import { once } from '../once.js';
import type { Workspace } from '../open-workspace.js';
import type { WorkspaceState } from '../workspace-state.js';

export interface Experiment extends RecordedExperiment {
  store: ExperimentStore;
}

export class ExperimentBook {
  private readonly local: LocalExperimentStore;
  private readonly git: GitRepository | null;
  private readonly inGit: GitExperimentStore | null;

  constructor(workspace: Workspace) {
    this.local = new LocalExperimentStore(
      join(workspace.state, 'experiments', 'recorded'),
      workspace.scratch,
    );
    this.git = GitRepository.around(workspace.directory);
    this.inGit = this.git && new GitExperimentStore(this.git, workspace.directory);
  }

  /** Oldest first. */
  async list(): Promise<Experiment[]> {
    const stores = [this.local, ...(this.inGit === null ? [] : [this.inGit])];
    const lists = await Promise.all(
      stores.map(async (store) => (await store.list()).map((recorded) => ({ ...recorded, store }))),
    );
    return lists.flat().sort((left, right) => compareCodePoints(left.created, right.created));
  }

  /** Of other workspaces in the same git repository, with which names are shared. */
  async others(): Promise<{ name: string; project: string }[]> {
    return (await this.inGit?.others()) ?? [];
  }

  /** In git, of every workspace of the repository: git's names for them. */
  async refs(): Promise<{ ref: string; id: string }[]> {
    return (await this.inGit?.refs()) ?? [];
  }

  /** @returns null where there is none; of several by that name the newest */
  async look(name: string): Promise<Experiment | null> {
    return (await this.list()).findLast((each) => each.name === name) ?? null;
  }

  /** @throws DomainError 'experiment/unknown' with the name that was meant */
  async find(name: string): Promise<Experiment> {
    const all = await this.list();
    const found = all.findLast((each) => each.name === name);
    if (found !== undefined) return found;
    const other = (await this.others()).find((each) => each.name === name);
    if (other !== undefined) throw ofOther(name, other.project);
    const names = all.map((each) => each.name);
    throw new DomainError(
      'experiment/unknown',
      `There is no experiment '${name}'.${didYouMean(name, names)} \`docket exp list\` shows ${names.length === 0 ? 'that there is none yet' : `all ${names.length}`}.`,
      { name, usage: true },
    );
  }

  /** Before hours of work: whether their results could be recorded under these names. */
  async check(names: readonly string[]): Promise<void> {
    const taken = new Set((await this.list()).map(({ name }) => name));
    const others = new Map((await this.others()).map(({ name, project }) => [name, project]));
    for (const name of names) {
      // What lies there now is called so wherever experiments are named.
      if (name === 'workspace' || !ExperimentNameSchema.safeParse(name).success) {
        throw new DomainError(
          'request/invalid',
          `'${name}' cannot name an experiment: use letters, digits, '-', '_' and '.', at most 100, beginning with a letter or digit; 'workspace', 'HEAD', '..' and an ending .lock have a meaning of their own.`,
          { usage: true },
        );
      }
      if (taken.has(name)) throw nameTaken(name);
      if (others.has(name)) throw nameTaken(name, others.get(name));
    }
    await (await this.store()).check();
  }

  /**
   * @param inGitOnly files that are recorded where git keeps them; elsewhere the cache has them
   * @param begun where it is recorded, and with which code
   */
  async save(
    experiment: NewExperiment,
    inGitOnly: NewExperiment['files'],
    { store, code }: { store: ExperimentStore; code: TrackedCode },
  ): Promise<Experiment> {
    const files = store === this.local ? experiment.files : new Map([...inGitOnly, ...experiment.files]);
    return { ...(await store.save({ ...experiment, files }, code)), store };
  }

  async remove(experiment: Experiment): Promise<void> {
    await experiment.store.remove(experiment);
  }

  /** @param known files that were read already; null: that the experiment does not have */
  state(experiment: Experiment, known: ReadonlyMap<string, Uint8Array | null> = new Map()): WorkspaceState {
    return {
      label: experiment.name,
      pipelineFile: experiment.pipeline_file,
      pipelineFiles: once(() =>
        filesOfProject(experiment.pipeline_file, () => experiment.store.files(experiment)),
      ),
      read: async (path) => {
        const content = known.get(path);
        if (content !== undefined) return content;
        return (await experiment.store.read([experiment], [path]))[0]?.get(path) ?? null;
      },
    };
  }

  /** As {@link state} for each, with these files read ahead in one go: every call of git costs a process. */
  async states(experiments: readonly Experiment[], paths: readonly string[]): Promise<WorkspaceState[]> {
    const known = new Map<Experiment, Map<string, Uint8Array | null>>();
    for (const store of new Set(experiments.map((each) => each.store))) {
      const its = experiments.filter((each) => each.store === store);
      const contents = await store.read(its, paths);
      for (const [index, each] of its.entries())
        known.set(each, new Map(paths.map((path) => [path, contents[index]!.get(path) ?? null])));
    }
    return experiments.map((each) => this.state(each, known.get(each)));
  }

  /** Where an experiment is recorded that begins now. */
  async store(): Promise<ExperimentStore> {
    // Before its first commit, a repository has nothing that an experiment could start from. Nor has one of someone else, or one without git: experiments are recorded all the same.
    const head = await this.git?.commitOf('HEAD').catch(nullIfUnavailable);
    return head && this.inGit !== null ? this.inGit : this.local;
  }
}

/** @param project of the repository, where it lies from its root */
export const ofOther = (name: string, project: string): DomainError =>
  new DomainError(
    'experiment/unknown',
    `Experiment '${name}' is of another workspace of this repository, in ${project || 'its root'}; use it there (--cwd).`,
    { name, project, usage: true },
  );
