/** Every number that changes behaviour, as it is in a workspace: what params.yaml says, and the defaults of the rest. */
import type { z } from 'zod';
import { commentedParams } from '#config/commented-params.js';
import { GatewayParamsSchema } from '#config/params/gateway.params.js';
import { OrchestratorParamsSchema } from '#config/params/orchestrator.params.js';
import { PARAMS, readParamsFile, stageParams } from '#config/params-file.js';
import type { Workspace } from './open-workspace.js';

export interface ShownParams {
  /** Section to key to value. */
  values: Record<string, Record<string, unknown>>;
  /** The same as a params.yaml, with what each number means. */
  text: string;
}

/** @throws DomainError 'config/invalid' with file, line and key of what is wrong in params.yaml */
export async function showParams({ directory }: Pick<Workspace, 'directory'>): Promise<ShownParams> {
  const { STAGES } = await import('#stages/stage-registry.js');
  const sections: Record<string, z.ZodType> = {};
  for (const [name, stage] of Object.entries(STAGES)) sections[name] = stage.params;
  Object.assign(sections, { gateway: GatewayParamsSchema, orchestrator: OrchestratorParamsSchema });
  const file = await readParamsFile(directory, PARAMS);
  const values = Object.fromEntries(
    Object.entries(sections).map(([name, schema]) => [name, stageParams(file, name, schema)]),
  );
  return { values, text: commentedParams(sections, values) };
}
