/** What the platform of one process is made of, and the way to the apps that are elsewhere. */
import type { Type } from '@nestjs/common';
import type { StageToolbox } from '#composition/in-process-stage-invoker.js';
import type { OpenDatabase } from '#composition/open-database.js';
import type { Workspace } from '#composition/open-workspace.js';
import type { AppName } from '#contracts/app-name.js';
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import type { RunRecord } from '#contracts/run-record.schema.js';
import { RemoteApp } from '../messages/remote-app.js';
import { clientOf } from '../messages/transports.js';
import type { Log } from '../observability/log.js';
import type { ProcessIdentity } from '../process-identity.js';

export interface PlatformParts {
  workspace: Workspace;
  /** The apps of this process with their modules. */
  apps: ReadonlyMap<AppName, Type>;
  /** `tcp://…` or `amqp://…`; undefined where all apps are in this process. */
  transport: string | undefined;
  identity: ProcessIdentity;
  toolbox: StageToolbox;
  /** Where the orchestrator is among the apps; the others ask it. Lent: the caller closes it. */
  database: OpenDatabase | undefined;
  log: Log;
  /** Called with how to close what was opened for the platform's own use. */
  onOpened: (close: () => Promise<unknown>) => void;
  onRunEvent?: ((event: PipelineEvent) => void) | undefined;
  onRunEnd?: ((run: RunRecord) => void) | undefined;
}

export const remoteApp = ({ transport }: PlatformParts, app: AppName) =>
  new RemoteApp(app, clientOf(transport!, app));
