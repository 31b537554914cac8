/** What the main file of every app does: start in the workspace here, stop cleanly when told to. */
import type { Type } from '@nestjs/common';
import { findWorkspace, openWorkspace } from '#composition/open-workspace.js';
import type { AppName } from '#contracts/app-name.js';
import { DomainError } from '#contracts/domain-error.js';
import { startPlatform } from './start-platform.js';

export async function runApps(apps: ReadonlyMap<AppName, Type>): Promise<void> {
  try {
    const platform = await startPlatform({
      workspace: await openWorkspace(findWorkspace(process.cwd())),
      apps,
    });
    let stopping = false;
    const stop = () => {
      // Whoever asks twice does not want to wait.
      if (stopping) process.exit(130);
      stopping = true;
      void platform.close().then(() => process.exit(0));
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    process.stderr.write(`${error.message}\n(${error.code})\n`);
    process.exitCode = 1;
  }
}
