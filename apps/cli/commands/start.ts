/** `docket start`: the platform in one process, or single apps; tells how far the first training is. */
import { findWorkspace, openWorkspace } from '#composition/open-workspace.js';
import { APP_NAMES, type AppName } from '#contracts/app-name.js';
import { DomainError } from '#contracts/domain-error.js';
import type { RunRecord } from '#contracts/run-record.schema.js';
import { type RunningPlatform, startPlatform } from '#nest-kit/platform/start-platform.js';
import { untilStopped } from '#nest-kit/platform/until-stopped.js';
import { APP_MODULES } from '../../all-in-one/app-modules.js';
import type { CommandContext } from '../command.js';
import { counted } from '../output/amounts.js';
import { openRunProgress } from '../output/run-progress.js';
import type { Terminal } from '../output/terminal.js';

export async function execute(
  { app = [] }: { app?: (AppName | 'all-in-one')[] },
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const chosen =
    app.length === 0 || app.includes('all-in-one')
      ? APP_NAMES
      : APP_NAMES.filter((name) => app.includes(name));
  const workspace = await openWorkspace(findWorkspace(cwd));
  // Before anything is told: whoever reads the address may stop it at once.
  const stopped = untilStopped(() => {
    if (terminal.interactive)
      terminal.note('\nStopping; what is unfinished goes on at the next start. Ctrl-C again stops at once.');
  });
  const progress = await openRunProgress(terminal);
  const all = chosen.length === APP_NAMES.length;
  let platform: RunningPlatform;
  const starting = startPlatform({
    workspace,
    stopped,
    apps: new Map(chosen.map((name) => [name, APP_MODULES[name]])),
    sentences: terminal.interactive,
    onFirstAccount: ({ name, password }) =>
      terminal.print(
        `The first account is '${name}'; one-time password, shown this once: ${terminal.paint('bold', password)}`,
      ),
    // Without a terminal the log tells it all, as one JSON object a line.
    ...(terminal.interactive && {
      onRunEvent: progress.show,
      onRunEnd: (run: RunRecord) => {
        progress.stop();
        tellEnd(run, platform.url, terminal);
      },
    }),
  });
  try {
    platform = await starting;
  } catch (error) {
    progress.stop();
    if (error instanceof DomainError && error.code === 'pipeline/interrupted') return endSoon();
    throw error;
  }
  const { url, door } = platform;
  terminal.document({
    ...{ url, apps: chosen },
    ...(door && { sign_in: door.link, token_file: door.tokenFile }),
  });
  terminal.print(
    `${all ? 'Docket' : `Docket (${chosen.join(', ')})`} listens on ${terminal.paint('bold', url)}  (Ctrl-C stops it)`,
  );
  if (door) {
    terminal.print(`Sign in (this link is good once, within an hour): ${terminal.paint('bold', door.link)}`);
    terminal.print(
      `Programs send the token in ${door.tokenFile}: curl -H "Authorization: Bearer $(cat ${door.tokenFile})" ${url}/api/v1/status`,
    );
  }
  await stopped;
  progress.stop();
  await platform.close();
  return endSoon();
}

/** The OCR engine's threads may take a while to notice; nothing they do matters any more. */
function endSoon(): number {
  setImmediate(() => process.exit(0));
  return 0;
}

function tellEnd({ state, error, failures, progress }: RunRecord, url: string, terminal: Terminal): void {
  if (failures.length > 0)
    terminal.warn(`${counted(failures.length, 'file')} could not be read; \`docket repro\` names them.`);
  if (state === 'succeeded') {
    terminal.print(
      `The model is ready. Drop a scan on ${terminal.paint('bold', url)}, or read reports/eval.html.`,
    );
  } else if (state === 'failed') {
    terminal.warn(
      `${terminal.paint('red', 'The training failed')}${error ? ` (${error.code}): ${error.message}` : '.'}`,
    );
  } else {
    terminal.warn(`The training was stopped at ${Math.floor(progress * 100)} %; the next start continues.`);
  }
}
