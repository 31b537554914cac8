/** `docket remote`: which remotes there are; adds, chooses, removes and checks one. */
import {
  addRemote,
  checkRemote,
  listRemotes,
  makeDefaultRemote,
  removeRemote,
} from '#composition/manage-remotes.js';
import { DomainError } from '#contracts/domain-error.js';
import { chosenWorkspace } from '../chosen-workspace.js';
import type { CommandContext } from '../command.js';
import { onInterrupt } from '../interruption.js';
import { printTable } from '../output/print-table.js';

export interface RemoteOptions {
  action: 'list' | 'add' | 'default' | 'remove' | 'check';
  name?: string;
  url?: string;
  default?: boolean;
  force?: boolean;
  endpoint?: string;
  region?: string;
  profile?: string;
  ca?: string;
  sse?: string;
  sseKmsKeyId?: string;
}

export async function execute(options: RemoteOptions, { cwd, terminal }: CommandContext): Promise<number> {
  const { action, name, url } = options;
  const workspace = await chosenWorkspace(cwd);
  const named = (): string => {
    if (name !== undefined) return name;
    throw wrongUse(`\`docket remote ${action}\` needs the remote's name.`);
  };
  if (action === 'add') {
    if (url === undefined)
      throw wrongUse('`docket remote add` needs NAME and URL (s3://bucket/prefix or a directory).');
    const { endpoint, region, profile, ca, sse, sseKmsKeyId } = options;
    const given = { url, endpoint, region, profile, ca, sse, sse_kms_key_id: sseKmsKeyId };
    const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const how = { makeDefault: options.default ?? false, replace: options.force ?? false };
    const made = await addRemote(workspace, named(), fields, how);
    terminal.print(`Remote '${name}' is ${url}. \`docket remote check ${name}\` tries it.`);
    if (made !== null)
      terminal.print(`${made} was made for it; no push makes it again, as its disk may not be mounted.`);
    terminal.print(
      'It stands in remotes.yaml, without secrets: commit that file (`docket repro --commit` and `--push` do), so that a clone can pull.',
    );
  } else if (action === 'remove') {
    await removeRemote(workspace, named());
    terminal.print(`Remote '${name}' is taken out of remotes.yaml; its data stays where it is.`);
  } else if (action === 'default') {
    await makeDefaultRemote(workspace, named());
    terminal.print(`'${name}' is the default remote now.`);
  } else if (action === 'check') {
    const interruption = onInterrupt(terminal, 'Stopping.');
    try {
      const { address, seconds } = await checkRemote(workspace, name, interruption.signal);
      terminal.document({ address, seconds });
      terminal.print(`${address} can be read and written (${seconds.toFixed(2)} s).`);
      return 0;
    } finally {
      interruption.dispose();
    }
  }
  const remotes = await listRemotes(workspace);
  terminal.document(remotes);
  if (action !== 'list') return 0;
  if (remotes.length === 0) terminal.print('No remote yet. `docket remote add NAME URL` sets one.');
  const rows = remotes.map((remote) => [
    terminal.paint('bold', remote.name),
    remote.url,
    remote.default ? 'default' : '',
    terminal.paint('dim', remote.defined_in),
  ]);
  if (rows.length > 0) printTable(terminal, ['name', 'address', '', 'defined in'], rows);
  return 0;
}

const wrongUse = (message: string) => new DomainError('request/invalid', message, { usage: true });
