/** The registry where the database is open: files what was noted, moves aliases, and says which model answers. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { DomainError } from '#contracts/domain-error.js';
import {
  type AliasMoved,
  AliasNameSchema,
  LATEST,
  LIVE,
  type ModelPage,
  type ModelVersion,
  type MoveNote,
  type MovePage,
  WORKSPACE,
} from '#contracts/model-version.schema.js';
import { describeRule } from '#core/evaluation/describe-rule.js';
import { rollbackTarget } from '#core/registry/rollback-target.js';
import type { ModelRegistry, NewMove } from '#ports/model-registry.port.js';
import { returnNoteOf } from '../experiments/return-note.js';
import { LiveModel, loadedModel } from '../live-model.js';
import { checkAnswers } from '../open-classifier.js';
import type { Workspace } from '../open-workspace.js';
import { writeChoice } from './model-choice.js';
import { fileNotes, noteWorkspaceModel } from './model-notes.js';
import { openModelStore } from './model-store.js';
import { Models } from './models.js';

/** More moves than an alias makes in years; an older one is not gone back to. */
const MOVES_LOOKED_AT = 10_000;

export interface LocalModelsParts {
  workspace: Workspace;
  /** Absolute, where the workspace's own model lies. */
  directory: string;
  registry: ModelRegistry;
  log: (sentence: string) => void;
}

export class LocalModels extends Models {
  /** What is under way: one thing after the other, so that the choice written last is the one made last. */
  private turn: Promise<unknown> = Promise.resolve();
  /** Of the model. */
  private readonly name: string;
  /** Why the model of the workspace could not be noted, so that it is told once. */
  private trouble: string | undefined;

  constructor(private readonly parts: LocalModelsParts) {
    super();
    this.name = basename(parts.directory);
  }

  override register(): Promise<ModelVersion[]> {
    return this.inTurn(async () => {
      const { workspace, registry, log } = this.parts;
      await this.notePresent();
      const filed = await fileNotes(workspace, registry, log);
      await this.choose();
      const found = filed.map(({ name, version }) => registry.find(name, version));
      return (await Promise.all(found)).filter((version) => version !== undefined);
    });
  }

  override async page(limit: number, before?: string): Promise<ModelPage> {
    await this.register();
    const { registry } = this.parts;
    const page = await registry.page(this.name, limit, before === undefined ? undefined : Number(before));
    return { ...page, following: (await registry.target(this.name, LIVE))?.following ?? true };
  }

  override async find(version: string): Promise<ModelVersion> {
    await this.register();
    const found = await this.version(version);
    // The registry answers without the store of models as well.
    const bundle = await (await openModelStore(this.parts.workspace))
      .describe(found.signature)
      .catch(() => undefined);
    return { ...found, ...(bundle && { strongest: bundle.strongest, rule: describeRule(bundle) }) };
  }

  override async moves(limit: number, before?: string): Promise<MovePage> {
    await this.register();
    return this.parts.registry.moves(this.name, null, limit, before);
  }

  override async move(alias: string, version: string | null, note: MoveNote): Promise<AliasMoved> {
    checkAlias(alias, version);
    await this.register();
    return this.inTurn(async () => {
      if (version === WORKSPACE) return this.follow(note);
      const found = version === null ? null : await this.version(version);
      if (alias === LIVE && found !== null) await this.checkAnswers(found);
      const kind = found === null ? 'removed' : 'promoted';
      return this.moved({ alias, version: found?.version ?? null, kind }, note);
    });
  }

  override async rollback(note: MoveNote): Promise<AliasMoved> {
    await this.register();
    return this.inTurn(async () => {
      const { registry } = this.parts;
      const { moves } = await registry.moves(this.name, LIVE, MOVES_LOOKED_AT);
      const target = rollbackTarget(moves);
      if (target === null) {
        throw new DomainError(
          'model/nothing-before',
          `'${LIVE}' has been nowhere before; \`docket model list\` shows what can be promoted.`,
        );
      }
      await this.checkAnswers(await this.version(target));
      const expected = moves[0]?.version ?? null;
      return this.moved({ alias: LIVE, version: target, kind: 'rolled-back', expected }, note);
    });
  }

  private async version(version: string): Promise<ModelVersion> {
    const { registry } = this.parts;
    const found =
      version === LATEST
        ? (await registry.page(this.name, 1)).models[0]
        : await registry.find(this.name, version);
    if (found) return found;
    throw new DomainError(
      'model/unknown-version',
      `'${version.slice(0, 80)}' is no version of '${this.name}' and no alias; \`docket model list\` shows what there is.`,
    );
  }

  /** `live` goes with the workspace from now on, and at once to the model that lies there. */
  private async follow(note: MoveNote): Promise<AliasMoved> {
    const found = await this.version((await new LiveModel(this.parts.directory).current()).version);
    await this.checkAnswers(found);
    return this.moved({ alias: LIVE, version: found.version, kind: 'followed' }, note);
  }

  /** The registry answers without the store of models: what could not be noted is tried again with the next call. */
  private async notePresent(): Promise<void> {
    const { workspace, directory, log } = this.parts;
    // What lies there is an experiment's, and gives way to what was there before.
    if (existsSync(returnNoteOf(workspace))) return;
    try {
      await noteWorkspaceModel(workspace, directory, { cause: 'Found in the workspace.', metrics: null });
      this.trouble = undefined;
    } catch (error) {
      const { message } = error as Error;
      if (message !== this.trouble) log(message);
      this.trouble = message;
    }
  }

  private async moved(
    move: Pick<NewMove, 'alias' | 'version' | 'kind' | 'expected'>,
    { by, reason }: MoveNote,
  ): Promise<AliasMoved> {
    const told = { moved_at: new Date().toISOString(), moved_by: by, reason };
    const done = await this.parts.registry.move({ name: this.name, ...move, ...told });
    await this.choose();
    return done;
  }

  /** Before it answers anybody. */
  private async checkAnswers({ name, signature }: ModelVersion): Promise<void> {
    const { workspace } = this.parts;
    const bundle = await (await openModelStore(workspace)).restore(signature);
    await checkAnswers(workspace, loadedModel(name, signature, bundle));
  }

  /** What the registry says, for those who answer without asking it. */
  private async choose(): Promise<void> {
    const { workspace, registry } = this.parts;
    const live = await registry.target(this.name, LIVE);
    if (live && !live.following) await writeChoice(workspace, live.signature);
    else if (!existsSync(returnNoteOf(workspace))) await writeChoice(workspace, null);
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }
}

function checkAlias(alias: string, version: string | null): void {
  const problem = AliasNameSchema.safeParse(alias).error?.issues[0]?.message;
  if (problem !== undefined) {
    throw new DomainError(
      'request/invalid',
      `'${alias.slice(0, 80)}' can be no alias (${problem}); take small letters, digits and hyphens, such as 'candidate'.`,
      { usage: true },
    );
  }
  if (alias === LIVE && version === null)
    throw new DomainError('request/invalid', "'live' can be moved, not taken away.", { usage: true });
  if (alias !== LIVE && version === WORKSPACE)
    throw new DomainError('request/invalid', "Only 'live' can follow the workspace.", { usage: true });
}
