/** `docket intake status`: how the watched folder of the platform here is doing. */
import { findWorkspace, openWorkspace } from '#composition/open-workspace.js';
import { runningPlatform } from '#composition/platform-address.js';
import { openPlatform } from '#composition/platform-http.js';
import { DomainError } from '#contracts/domain-error.js';
import { type IntakeStatus, IntakeStatusSchema } from '#contracts/intake.schema.js';
import { visible } from '#contracts/visible-text.js';
import type { CommandContext } from '../../command.js';

export async function execute(_: object, { cwd, terminal }: CommandContext): Promise<number> {
  const workspace = await openWorkspace(findWorkspace(cwd));
  const platform = await runningPlatform(workspace);
  if (platform === null) {
    throw new DomainError(
      'service/unavailable',
      'No platform runs in this workspace, so no folder is watched; start it: docket start.',
    );
  }
  const ask = await openPlatform(workspace, platform.url);
  const status = await ask({ method: 'GET', path: '/api/v1/admin/intake' }, IntakeStatusSchema);
  terminal.document(status);
  for (const line of linesOf(status)) terminal.print(line);
  return status.problem === null ? 0 : 1;
}

const BECOMES = {
  keep: 'files stay where they are',
  move: 'files are moved to folders of their classes',
  copy: 'files are copied to folders of their classes',
};

function linesOf(status: IntakeStatus): string[] {
  const { state, folder, owner, sort, problem, files, settling, waiting, taken, sorted } = status;
  if (state === 'off') return ['No folder is watched; name one in DOCKET_INTAKE.'];
  return [
    `${visible(folder!)}: ${problem === null ? 'is watched' : visible(problem.message)}`,
    `documents belong to '${visible(owner!)}'; ${BECOMES[sort]}`,
    `${files} files there: ${settling} may still be written, ${waiting} wait`,
    `since the start ${taken} taken, ${sorted} sorted`,
    ...status.passed_over.map(({ path, reason }) => `passed over: ${visible(path)}: ${visible(reason)}`),
  ];
}
