/** `docket model promote`, `rollback` and `alias`: points a name at another version. */
import { currentUser } from '#composition/models/model-notes.js';
import type { Models } from '#composition/models/models.js';
import { withModels } from '#composition/models/open-models.js';
import { DomainError } from '#contracts/domain-error.js';
import { type AliasMoved, LIVE } from '#contracts/model-version.schema.js';
import { visible } from '#contracts/visible-text.js';
import { chosenWorkspace } from '../../chosen-workspace.js';
import type { CommandContext } from '../../command.js';

export interface MoveOptions {
  action: 'promote' | 'rollback' | 'alias';
  alias?: string;
  version?: string;
  remove?: boolean;
  reason?: string;
  file?: string;
}

export async function execute(options: MoveOptions, { cwd, terminal }: CommandContext): Promise<number> {
  if (options.action === 'alias' && (options.version === undefined) !== (options.remove === true)) {
    throw new DomainError(
      'request/invalid',
      '`docket model alias` needs NAME and VERSION, or NAME and --remove.',
      {
        usage: true,
      },
    );
  }
  const workspace = await chosenWorkspace(cwd, options.file);
  const move = await withModels(workspace, terminal.note, (models) => moveBy(models, options));
  terminal.document(move);
  terminal.print(sentenceOf(move));
  return 0;
}

function moveBy(models: Models, { action, alias, version, reason = '' }: MoveOptions): Promise<AliasMoved> {
  const note = { reason, by: currentUser() };
  if (action === 'rollback') return models.rollback(note);
  return models.move(action === 'promote' ? LIVE : alias!, version ?? null, note);
}

function sentenceOf({ alias, version, number, previous, kind, changed }: AliasMoved): string {
  if (!changed && version === null)
    return `There is no alias '${visible(alias)}' any more; nothing was changed.`;
  if (version === null) return `'${visible(alias)}' is taken away; it pointed at ${previous}.`;
  const follows = kind === 'followed' ? ', and follows the model of the workspace' : '';
  if (!changed)
    return `'${visible(alias)}' points at model ${number} (${version}) already${follows}; nothing was changed.`;
  const from = previous === null || previous === version ? '' : `, no longer at ${previous}`;
  return `'${visible(alias)}' points at model ${number} (${version})${from}${follows}.`;
}
