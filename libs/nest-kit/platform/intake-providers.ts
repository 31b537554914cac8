/** The watched folder: looked at beside the database, asked about elsewhere. */
import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import { intakeFolder } from '#composition/intake-folder.js';
import { DomainError, type DomainErrorJson } from '#contracts/domain-error.js';
import { INTAKE_CALLS, INTAKE_TOPIC, type IntakeCalls, NO_INTAKE } from '#contracts/intake.schema.js';
import type { Documents } from '../documents/documents.js';
import type { LocalDocuments } from '../documents/local-documents.js';
import { Intake } from '../intake/intake.js';
import { INTAKE, INTAKE_WATCH } from '../intake/intake-token.js';
import { remoteCalls } from '../messages/call-messages.js';
import type { Metrics } from '../observability/metrics.js';
import type { Orchestrator } from '../orchestrator/orchestrator.js';
import type { PlatformParams } from './platform-params.js';
import { type PlatformParts, remoteApp } from './platform-parts.js';

interface IntakeNeeds {
  params: PlatformParams;
  metrics: Metrics;
  documents: Documents;
  orchestrator: Orchestrator;
}

export function intakeProviders(parts: PlatformParts, needs: IntakeNeeds): Provider[] {
  const { workspace, database, log } = parts;
  if (database === undefined) {
    const intake = remoteCalls(INTAKE_TOPIC, INTAKE_CALLS, remoteApp(parts, 'orchestrator'));
    return [{ provide: INTAKE, useValue: intake }];
  }
  const folder = intakeFolder(workspace);
  if (folder === null) {
    const off: IntakeCalls = { status: async () => NO_INTAKE };
    return [{ provide: INTAKE, useValue: off }];
  }
  const { metrics, params, orchestrator } = needs;
  const { intake_look, intake_settle, intake_waiting } = params.orchestration;
  const intake = new Intake({
    ...{ folder, log, sort: workspace.settings.intakeSort, owner: workspace.settings.intakeOwner },
    ...{ accounts: database.accounts, records: database.intake, limits: params.gateway },
    documents: needs.documents as LocalDocuments,
    spoolFolder: join(workspace.state, 'uploads'),
    waiting: () => database.documents.waiting(),
    model: async () => {
      const { problem } = await orchestrator.status();
      if (problem !== null) throw DomainError.fromJSON(problem as DomainErrorJson);
    },
    ...{ look: intake_look * 1000, settle: intake_settle * 1000, mostWaiting: intake_waiting },
    onOutcome: (outcome) => metrics.intake.inc({ outcome }),
  });
  metrics.watchIntake(async () => {
    const { waiting, state } = await intake.status();
    return { waiting, reachable: state === 'watching' };
  });
  return [
    { provide: INTAKE, useValue: intake },
    { provide: INTAKE_WATCH, useValue: intake },
  ];
}
