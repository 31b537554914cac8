/** The prediction flow of a workspace, ready to classify: what `docket predict` and the orchestrator call. */
import { readParamsFile, stageParams } from '#config/params-file.js';
import { DomainError } from '#contracts/domain-error.js';
import type { AnyStage, SourceFile, StageName } from '#contracts/stage.js';
import { sha256 } from '#core/learning/encode-model.js';
import { bindFlow, type PredictionFlow } from '#core/prediction/bind-flow.js';
import {
  type Classified,
  type ClassifyCall,
  classifyDocument,
  type PreparedModel,
} from '#core/prediction/classify-document.js';
import { engineDifferences, repeatTraining } from '#core/prediction/repeat-training.js';
import { type SplitCall, type SplitPart, splitDocument } from '#core/prediction/split-document.js';
import type { StageInvoker } from '#ports/stage-invoker.port.js';
import type { LoadedModel } from './live-model.js';
import { modelDirectoryOf } from './model-directory.js';
import { ChosenModel } from './models/chosen-model.js';
import type { Workspace } from './open-workspace.js';
import { readPipeline } from './reproduce.js';

/** The group of stages in pipelines.yaml that answers. */
const GROUP = 'prediction';
const WITHOUT_GROUP: readonly StageName[] = ['etl', 'clean-text', 'predict'];

export interface ClassifierOptions {
  invoker: StageInvoker;
  definitions?: Readonly<Record<string, AnyStage | undefined>>;
  log?: (sentence: string) => void;
}

export interface Grounds {
  /** Of all that an answer rests on besides the document's bytes; equal where the same bytes get the same answer. */
  basis: string;
}

export type ReadyModel = PreparedModel & Grounds & { labels: readonly string[] };

export class Classifier {
  private readonly prepared = new WeakMap<LoadedModel, ReadyModel>();

  constructor(
    private readonly flow: PredictionFlow,
    private readonly live: ChosenModel,
    private readonly today: Readonly<Record<string, unknown>>,
    private readonly options: ClassifierOptions,
  ) {}

  /**
   * @param signature of a registered version; null for the one that is live
   * @throws DomainError 'model/missing', 'model/outdated' and other reasons why nothing can be answered now
   */
  async model(signature: string | null = null): Promise<ReadyModel> {
    const model = await (signature === null ? this.live.current() : this.live.version(signature));
    const known = this.prepared.get(model);
    if (known !== undefined) return known;
    const params = repeatTraining(this.flow, model.provenance, (stage) => this.today[stage]);
    const engines = await this.engines();
    const differences = engineDifferences(model.provenance, engines);
    for (const { stage, engine, trained, now } of differences) {
      this.options.log?.(
        `Model ${model.version} was trained with ${engine} ${trained}, and stage '${stage}' now runs ${now}; answers may be less sure.`,
      );
    }
    const stages = this.flow.steps.map(({ stage, definition }) => [stage, definition.version]);
    const basis = sha256(new TextEncoder().encode(JSON.stringify([model.version, stages, params, engines])));
    const ready = { ...model, params, differences, basis };
    this.prepared.set(model, ready);
    return ready;
  }

  /**
   * @param given by {@link model}; unset: the one that is live by now
   * @throws what {@link classifyDocument} throws, and what {@link model} throws
   */
  async classify(
    source: SourceFile,
    { signal, ...told }: Pick<ClassifyCall, 'signal' | 'onState' | 'log'>,
    given?: ReadyModel,
  ): Promise<Classified & Grounds> {
    const model = given ?? (await this.model());
    const { flow } = this;
    const { invoker } = this.options;
    const classified = await classifyDocument({ flow, model, invoker, source, signal, ...told });
    return { ...classified, basis: model.basis };
  }

  /**
   * As {@link classify}, of a file that may hold several documents, by the model that is live now.
   * @returns at least one
   */
  async split(
    source: SourceFile,
    told: Pick<ClassifyCall, 'signal' | 'onState' | 'log'>,
    file: Pick<SplitCall, 'split' | 'pageCount' | 'copy'>,
  ): Promise<SplitPart[]> {
    const model = await this.model();
    const { flow } = this;
    return splitDocument({ flow, model, invoker: this.options.invoker, source, ...told, ...file });
  }

  /** Resolves where every stage that it calls answers. @throws DomainError 'service/unavailable' and the engines' own */
  async checkStages(): Promise<void> {
    await Promise.all(this.flow.steps.map(({ stage }) => this.options.invoker.engines(stage)));
  }

  private async engines(): Promise<Record<string, Record<string, string>>> {
    const steps = this.flow.steps.filter(({ definition }) => definition.tools.length > 0);
    const entries = steps.map(
      async ({ stage }) => [stage, await this.options.invoker.engines(stage)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  }
}

/** @throws DomainError 'pipeline/invalid' and others, listing everything wrong with pipelines.yaml and params.yaml */
export async function openClassifier(workspace: Workspace, options: ClassifierOptions): Promise<Classifier> {
  const { flow, today, directory } = await predictionFlow(workspace, options.definitions);
  return new Classifier(flow, new ChosenModel(workspace, directory), today, options);
}

/** Nothing where it would answer. @throws DomainError 'model/outdated', and as {@link openClassifier} */
export async function checkAnswers(workspace: Workspace, { provenance }: LoadedModel): Promise<void> {
  const { flow, today } = await predictionFlow(workspace);
  repeatTraining(flow, provenance, (stage) => today[stage]);
}

/** @returns the flow, today's params of stages that are given the model, and where the workspace's own model lies */
async function predictionFlow(
  workspace: Workspace,
  given?: ClassifierOptions['definitions'],
): Promise<{ flow: PredictionFlow; today: Record<string, unknown>; directory: string }> {
  const definitions = given ?? (await import('#stages/stage-registry.js')).STAGES;
  const { pipeline } = await readPipeline(workspace, { definitions });
  const names = pipeline.pipelines[GROUP] ?? WITHOUT_GROUP;
  const specs = names.map((name) => ({ name, spec: pipeline.stages.find((stage) => stage.name === name) }));
  const { flow, problems } = bindFlow(
    specs.map(({ name, spec }) => spec?.uses ?? name),
    definitions,
  );
  if (flow === null) {
    const lines = problems.map((problem) => `  - ${problem}`).join('\n');
    throw new DomainError(
      'pipeline/invalid',
      `${pipeline.file}: 'pipelines: ${GROUP}:' cannot answer:\n${lines}`,
      { problems },
    );
  }
  const params = await readParamsFile(workspace.directory, 'params.yaml');
  const today: Record<string, unknown> = {};
  for (const { stage, definition, usesModel } of flow.steps) {
    if (usesModel) today[stage] = stageParams(params, stage, definition.params);
  }
  return { flow, today, directory: modelDirectoryOf(workspace, pipeline) };
}

/** Absolute path of the folder that training writes the model to, whether there is one or not. */
export async function modelDirectory(workspace: Workspace): Promise<string> {
  return modelDirectoryOf(workspace, (await readPipeline(workspace)).pipeline);
}
