/** What the main file of every app does: start in the workspace here, stop cleanly when told to. */
import type { Type } from '@nestjs/common';
import { findWorkspace, openWorkspace } from '#composition/open-workspace.js';
import type { AppName } from '#contracts/app-name.js';
import { untoldDiskError } from '#contracts/disk-error.js';
import { DomainError } from '#contracts/domain-error.js';
import { startPlatform } from './start-platform.js';
import { untilStopped } from './until-stopped.js';

export async function runApps(apps: ReadonlyMap<AppName, Type>): Promise<void> {
  try {
    const stopped = untilStopped();
    const platform = await startPlatform({
      workspace: await openWorkspace(findWorkspace(process.cwd())),
      apps,
      stopped,
    });
    await stopped;
    await platform.close();
    process.exit(0);
  } catch (thrown) {
    const error = untoldDiskError(thrown) ?? thrown;
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'pipeline/interrupted') process.exit(0);
    process.stderr.write(`${error.message}\n(${error.code})\n`);
    process.exitCode = 1;
  }
}
