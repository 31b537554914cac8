/** What the platform itself is told by `params.yaml`. */
import { type EtlParams, EtlParamsSchema } from '#config/params/etl.params.js';
import { type GatewayParams, GatewayParamsSchema } from '#config/params/gateway.params.js';
import { type OrchestratorParams, OrchestratorParamsSchema } from '#config/params/orchestrator.params.js';
import { type readParamsFile, stageParams } from '#config/params-file.js';

export interface PlatformParams {
  gateway: GatewayParams;
  orchestration: OrchestratorParams;
  /** How pages are drawn. */
  reading: EtlParams;
}

export const readPlatformParams = (file: Awaited<ReturnType<typeof readParamsFile>>): PlatformParams => ({
  gateway: stageParams(file, 'gateway', GatewayParamsSchema) as GatewayParams,
  orchestration: stageParams(file, 'orchestrator', OrchestratorParamsSchema) as OrchestratorParams,
  reading: stageParams(file, 'etl', EtlParamsSchema) as EtlParams,
});
