/** The sections of params.yaml that the platform's own stages and apps read, with the schemas that know their keys. */
import type { z } from 'zod';
import { GatewayParamsSchema } from '#config/params/gateway.params.js';
import { OrchestratorParamsSchema } from '#config/params/orchestrator.params.js';
import { PARAMS } from '#config/params-file.js';
import type { Pipeline } from '#contracts/pipeline.js';

/** Of a pipeline with stages of the platform; none that a stage of the workspace's own reads as its own. */
export async function platformSections({ stages }: Pipeline): Promise<Record<string, z.ZodType>> {
  const used = new Set(stages.map(({ uses }) => uses));
  used.delete(null);
  if (used.size === 0) return {};
  const { STAGES } = await import('#stages/stage-registry.js');
  const sections: Record<string, z.ZodType> = {};
  for (const [name, stage] of Object.entries(STAGES)) sections[name] = stage.params;
  Object.assign(sections, { gateway: GatewayParamsSchema, orchestrator: OrchestratorParamsSchema });
  const params = stages.filter(({ uses }) => uses === null).flatMap((stage) => stage.params);
  const keys = params.filter(({ file }) => file === PARAMS).flatMap((spec) => spec.keys);
  const own = new Set(keys.map((key) => key.split('.', 1)[0]!));
  return Object.fromEntries(Object.entries(sections).filter(([name]) => used.has(name) || !own.has(name)));
}
