/** `docket doctor`: what is configured, reachable or missing, and how to mend it. */
import { checkInstallation } from '#composition/check-installation.js';
import type { CommandContext } from '../command.js';

const MARKS = { ok: '✓', warning: '!', problem: '✗' } as const;
const STYLES = { ok: 'green', warning: 'yellow', problem: 'red' } as const;

export async function execute(_options: object, { cwd, terminal }: CommandContext): Promise<number> {
  const findings = await checkInstallation(cwd);
  terminal.document(findings);
  for (const { state, subject, finding, remedy } of findings) {
    terminal.print(
      `${terminal.paint(STYLES[state], MARKS[state])} ${terminal.paint('bold', subject)}: ${finding}`,
    );
    if (remedy !== undefined) terminal.print(`    → ${remedy}`);
  }
  return findings.some(({ state }) => state === 'problem') ? 1 : 0;
}
