/** Runs the platform's stages in this process, with tools that start when they are first needed. */
import { DomainError } from '#contracts/domain-error.js';
import type { AnyStage, Artifact, StageName } from '#contracts/stage.js';
import { type StageCall, StageInvoker } from '#ports/stage-invoker.port.js';

/** Where stages get their tools from. */
export interface StageToolbox {
  /** @throws DomainError 'ocr/engine-missing' and the like */
  tool(name: string): Promise<unknown>;
  /** Name and version of what `tool` would give, without starting it. */
  describe(name: string): Promise<string>;
  close(): Promise<void>;
}

export class InProcessStageInvoker extends StageInvoker {
  private readonly described = new Map<string, Promise<string>>();

  constructor(
    private readonly definitions: Readonly<Record<string, AnyStage | undefined>>,
    private readonly toolbox: StageToolbox,
  ) {
    super();
  }

  override async invoke({ stage, inputs, params, context }: StageCall): Promise<Record<string, unknown>> {
    const definition = this.definition(stage);
    const tools: Record<string, unknown> = {};
    for (const name of definition.tools) tools[name] = await this.toolbox.tool(name);
    const outputs = await definition.run({ inputs, params, tools, context });
    const artifacts = Object.entries(definition.outputs as Record<string, Artifact<unknown>>);
    for (const [name, artifact] of artifacts) {
      const problem = artifact.schema?.safeParse(outputs[name]).error?.issues[0];
      if (problem === undefined) continue;
      throw new DomainError(
        'internal/unexpected',
        `Stage '${stage}' made an output '${name}' that breaks its own shape (${problem.path.join('.')}: ${problem.message}). Please report it.`,
      );
    }
    return outputs;
  }

  override async engines(stage: StageName): Promise<Record<string, string>> {
    const engines: Record<string, string> = {};
    for (const name of this.definition(stage).tools) {
      let description = this.described.get(name);
      if (description === undefined) {
        description = this.toolbox.describe(name);
        this.described.set(name, description);
      }
      engines[name] = await description;
    }
    return engines;
  }

  private definition(stage: StageName): AnyStage {
    const definition = this.definitions[stage];
    if (definition === undefined)
      throw new DomainError('pipeline/unknown-stage', `There is no stage '${stage}' in this version.`);
    return definition;
  }
}
