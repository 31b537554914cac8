/** A workspace of three documents, and runs over it with stages that count what they read. */
import { openWorkspace } from '../../libs/composition/open-workspace.js';
import {
  type ReproduceOptions,
  type ReproduceResult,
  reproduce,
  workspaceStatus,
} from '../../libs/composition/reproduce.js';
import { FAKE_PIPELINE, type FakeStages, fakeStages } from './fake-stages.js';
import { removeScratchWorkspaces, type ScratchWorkspace, scratchWorkspace } from './scratch-workspace.js';

export interface FakeRunBed {
  /** Anew for each test. */
  scratch: ScratchWorkspace;
  fake: FakeStages;
  /** Each call as a process of its own would: with nothing remembered but files. */
  run(options?: ReproduceOptions): Promise<ReproduceResult>;
  status(): ReturnType<typeof workspaceStatus>;
}

/** To be called once, at the top of a test file. */
export function fakeRunBed(): FakeRunBed {
  const parts = () => ({ definitions: bed.fake.definitions, toolbox: bed.fake.toolbox });
  const bed: FakeRunBed = {
    scratch: undefined as unknown as ScratchWorkspace,
    fake: undefined as unknown as FakeStages,
    run: async (options = {}) => {
      bed.fake.read.length = 0;
      return reproduce(await openWorkspace(bed.scratch.directory), { ...parts(), ...options });
    },
    status: async () => workspaceStatus(await openWorkspace(bed.scratch.directory), parts()),
  };
  beforeEach(async () => {
    bed.fake = fakeStages();
    bed.scratch = await scratchWorkspace({
      'pipelines.yaml': FAKE_PIPELINE,
      'data/raw/a/one.txt': 'one',
      'data/raw/a/two.txt': 'two',
      'data/raw/b/three.txt': 'three',
    });
  });
  afterEach(removeScratchWorkspaces);
  return bed;
}

/** 'name state' of each stage, in running order. */
export const statesOf = ({ stages }: Pick<ReproduceResult, 'stages'>): string[] =>
  stages.map(({ name, state }) => `${name} ${state}`);
