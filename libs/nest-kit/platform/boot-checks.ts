/** Everything that must be right before an app starts; a start that cannot work is refused with all of it at once. */

import { brokerAddress, isBroker } from '#adapters/transport/broker-address.js';
import { tcpAddresses } from '#adapters/transport/tcp-addresses.js';
import { intakeFolder } from '#composition/intake-folder.js';
import { openClassifier } from '#composition/open-classifier.js';
import { openOutgoing } from '#composition/open-outgoing.js';
import type { Workspace } from '#composition/open-workspace.js';
import { readPipeline } from '#composition/reproduce.js';
import { GatewayParamsSchema } from '#config/params/gateway.params.js';
import { OrchestratorParamsSchema } from '#config/params/orchestrator.params.js';
import { readParamsFile, stageParams } from '#config/params-file.js';
import type { AppName } from '#contracts/app-name.js';
import { DomainError } from '#contracts/domain-error.js';
import { STAGE_NAMES, type StageName } from '#contracts/stage.js';
import { StageInvoker } from '#ports/stage-invoker.port.js';
import { STAGES } from '#stages/stage-registry.js';
import { trustedProxies } from '../http/trusted-proxies.js';

export interface BootFacts {
  workspace: Workspace;
  apps: readonly AppName[];
  invoker: StageInvoker;
}

/** @throws DomainError 'service/misconfigured' listing every problem */
export async function checkBoot({ workspace, apps, invoker }: BootFacts): Promise<void> {
  const here = STAGE_NAMES.filter((stage) => apps.includes(stage));
  const checks = [
    async () => void (await readPipeline(workspace)),
    async () => void (await openClassifier(workspace, { invoker })),
    () => paramsCheck(workspace, 'gateway', GatewayParamsSchema),
    () => paramsCheck(workspace, 'orchestrator', OrchestratorParamsSchema),
    ...here.map((stage) => () => paramsCheck(workspace, stage, STAGES[stage]!.params)),
    ...here.map((stage) => () => enginesCheck(invoker, stage)),
    () => transportCheck(workspace),
    async () => void openOutgoing(workspace),
    async () => void trustedProxies(workspace.settings.trustedProxies),
    async () => void intakeFolder(workspace),
  ];
  const problems: string[] = [];
  for (const check of checks) {
    try {
      await check();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      // What is wrong with pipelines.yaml is found by more than one check.
      if (!problems.includes(error.message)) problems.push(error.message);
    }
  }
  if (problems.length === 0) return;
  throw new DomainError(
    'service/misconfigured',
    `Docket does not start before this is mended:\n${problems.map((problem) => `  - ${problem.replaceAll('\n', '\n    ')}`).join('\n')}`,
    { problems },
  );
}

async function paramsCheck(
  { directory }: Workspace,
  section: string,
  schema: Parameters<typeof stageParams>[2],
): Promise<void> {
  stageParams(await readParamsFile(directory, 'params.yaml'), section, schema);
}

async function enginesCheck(invoker: StageInvoker, stage: StageName): Promise<void> {
  await invoker.engines(stage);
}

/** Whether it can be read; a broker that is not there yet is waited for. */
async function transportCheck({ settings: { transport } }: Workspace): Promise<void> {
  if (isBroker(transport)) brokerAddress(transport);
  else if (transport !== undefined) tcpAddresses(transport);
}
