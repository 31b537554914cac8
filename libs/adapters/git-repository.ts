/** The git repository that a workspace lies in: what Docket asks of it, with the remedy where git fails. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DomainError } from '#contracts/domain-error.js';

/** What people and CI set for git; simple-git passes on no other variable that begins with GIT_. */
const PASSED_ON = [
  ...['AUTHOR_NAME', 'AUTHOR_EMAIL', 'AUTHOR_DATE', 'COMMITTER_NAME', 'COMMITTER_EMAIL', 'COMMITTER_DATE'],
  ...[
    'SSH',
    'SSH_COMMAND',
    'ASKPASS',
    'TERMINAL_PROMPT',
    'CONFIG_GLOBAL',
    'CONFIG_SYSTEM',
    'CONFIG_NOSYSTEM',
  ],
].map((name) => `GIT_${name}`);
const TELL_WHO = 'Tell it: git config user.name "Your Name" && git config user.email you@example.org.';
/** What simple-git refuses by default because it runs a program: here they are the user's own settings. */
const ALLOWED = { allowUnsafeSshCommand: true, allowUnsafeAskPass: true };
/** Of 100 bytes each, far below what Linux and macOS take in one command. */
const MOST_PATHS = 500;

export class GitRepository {
  private prefixed: Promise<string> | undefined;

  private constructor(private readonly directory: string) {}

  /** @returns null where the directory lies in no repository; git itself is not asked yet */
  static around(directory: string): GitRepository | null {
    for (let above = resolve(directory); ; above = dirname(above)) {
      if (existsSync(join(above, '.git'))) return new GitRepository(directory);
      if (above === dirname(above)) return null;
    }
  }

  /** Needs no repository. @returns '2.39.5' @throws DomainError 'git/unavailable' */
  static async version(directory: string): Promise<string> {
    const said = await new GitRepository(directory).run(['--version']);
    return said.trim().replace(/^git version /, '');
  }

  /** As {@link around}. @param consequence what cannot be done without: 'so nothing can be committed' */
  static required(directory: string, consequence: string): GitRepository {
    const git = GitRepository.around(directory);
    if (git !== null) return git;
    throw new DomainError(
      'git/unavailable',
      `${directory} lies in no git repository, ${consequence}. Make it one: git init.`,
      { usage: true },
    );
  }

  /** @returns the commit; null where there is none of that name (before the first commit, HEAD is none) */
  async commitOf(revision: string): Promise<string | null> {
    try {
      // No option may follow, so that no revision can be read as an option.
      return (await this.run(['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`])).trim();
    } catch (error) {
      // Words of a repository that cannot be read at all are worth more than "no such revision".
      if (/dubious ownership|not a git repository/.test((error as Error).message)) throw error;
      if (error instanceof DomainError && error.code === 'git/unavailable') throw error;
      return null;
    }
  }

  /**
   * Many files of many commits in one go.
   * @param files paths from the workspace
   * @returns bytes, or null where the commit has no such file; in order
   */
  async read(files: readonly { commit: string; path: string }[]): Promise<(Uint8Array | null)[]> {
    if (files.length === 0) return [];
    const prefix = await this.prefix();
    return this.objects(files.map(({ commit, path }) => `${commit}:${prefix}${path}`));
  }

  /** As {@link read}, by git's names of the files' content. */
  async objects(names: readonly string[]): Promise<(Buffer | null)[]> {
    if (names.length === 0) return [];
    // The protocol is lines: a name with a line break cannot be asked for.
    const asked = names.map((name) => `${name.replaceAll('\n', '\u0001')}\n`).join('');
    const answer = await this.bytes(['cat-file', '--batch'], asked);
    let at = 0;
    return names.map(() => {
      const end = answer.indexOf(0x0a, at);
      const [, type, size] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(answer.toString('latin1', at, end)) ?? [];
      at = end + 1;
      if (size === undefined) return null;
      const content = answer.subarray(at, at + Number(size));
      at += Number(size) + 1;
      return type === 'blob' ? content : null;
    });
  }

  /** The workspace's directory from the repository's root: '' or 'team/archive/'. */
  prefix(): Promise<string> {
    this.prefixed ??= this.run(['rev-parse', '--show-prefix']).then((text) => text.replace(/\n$/, ''));
    return this.prefixed;
  }

  /**
   * 'Name <address> seconds zone', as commits have it.
   * @throws DomainError 'git/identity'
   */
  async identity(): Promise<string> {
    try {
      return (await this.run(['var', 'GIT_COMMITTER_IDENT'])).trim();
    } catch (cause) {
      if (cause instanceof DomainError && cause.code === 'git/unavailable') throw cause;
      throw new DomainError(
        'git/identity',
        `git does not know whose name to put on a commit. ${TELL_WHO}`,
        {},
        { cause },
      );
    }
  }

  /** @throws DomainError 'git/failed' with git's own words, 'git/unavailable' */
  async run(args: readonly string[], input?: string | Uint8Array): Promise<string> {
    const git = await this.client(input);
    return git.raw([...args]).catch((error: Error) => {
      throw gitError(args, error);
    });
  }

  /** As {@link run}, of commands that end each line with a NUL (`-z`). */
  async list(args: readonly string[]): Promise<string[]> {
    return (await this.run(args)).split('\0').filter((line) => line !== '');
  }

  /** @returns those of the paths, from the workspace, that a .gitignore names */
  async ignored(paths: readonly string[]): Promise<Set<string>> {
    // Ends with 1 where it finds none, which is no failure.
    const none = (error: DomainError) => {
      if (/exit code 1$/.test(String(error.details.said))) return '';
      throw error;
    };
    const found = await this.run(
      ['check-ignore', '--no-index', '-z', '--stdin'],
      paths.map((path) => `${path}\0`).join(''),
    ).catch(none);
    return new Set(found.split('\0'));
  }

  /** Every working tree of the repository (`git worktree`), by its absolute directory; listed until it is pruned. */
  async workingTrees(): Promise<{ directory: string; bare: boolean }[]> {
    const list = ['worktree', 'list', '--porcelain'];
    // Before git 2.36 there were line ends alone, which a name cannot have then without being misread.
    const text = await this.run([...list, '-z']).catch(async (error: DomainError) => {
      if (!/unknown switch/.test(String(error.details.said))) throw error;
      return (await this.run(list)).replaceAll('\n', '\0');
    });
    return text.split('\0\0').flatMap((entry) => {
      const [first = '', ...marks] = entry.split('\0');
      if (!first.startsWith('worktree ')) return [];
      return [{ directory: first.slice('worktree '.length), bare: marks.includes('bare') }];
    });
  }

  /** @returns the files of a commit, from the workspace */
  filesAt(commit: string): Promise<string[]> {
    return this.list(['ls-tree', '-r', '-z', '--name-only', commit]);
  }

  /** @returns the files that git has at or below the paths, from the workspace; more where there are many paths */
  tracked(paths: readonly string[]): Promise<string[]> {
    // A command line takes no more than so many bytes.
    const named = paths.length > MOST_PATHS ? [] : paths;
    return this.list(['--literal-pathspecs', 'ls-files', '-z', '--', ...named]);
  }

  private async bytes(args: readonly string[], input: string): Promise<Buffer> {
    const git = await this.client(input);
    return git.binaryCatFile(args.slice(1)).catch((error: Error) => {
      throw gitError(args, error);
    });
  }

  private async client(input?: string | Uint8Array) {
    const { simpleGit } = await import('simple-git');
    return simpleGit({
      baseDir: this.directory,
      allowEnvironment: PASSED_ON,
      unsafe: ALLOWED,
      errors: (error, { exitCode, stdErr }) =>
        error ??
        (exitCode === 0 ? undefined : new Error(Buffer.concat(stdErr).toString() || `exit code ${exitCode}`)),
      ...(input !== undefined && { input: () => (typeof input === 'string' ? input : Buffer.from(input)) }),
    });
  }
}

/** For `catch`, where what git would tell is not needed: git is not installed, or the repository is someone else's. */
export function nullIfUnavailable(error: unknown): null {
  if (error instanceof DomainError && error.code === 'git/unavailable') return null;
  throw error;
}

function gitError(args: readonly string[], error: Error): DomainError {
  const said = error.message.trim();
  if (/ENOENT/.test(said)) {
    return new DomainError('git/unavailable', 'git is not installed, or not in PATH; install it.', {
      said,
    });
  }
  const [what, how] = remedyOf(said);
  // What a server says of its reasons comes before git's own last words.
  const lines = said.split('\n').map((line) => line.trim());
  const reasons = lines.filter((line) => /^remote: ./.test(line)).slice(0, 5);
  const own = lines.filter((line) => line !== '' && !line.startsWith('remote:'));
  // Advice for beginners may follow the line that says what is wrong.
  const marked = own.filter((line) => /^(fatal|error|!)[: ]/.test(line));
  const last = (marked.length > 0 ? marked : own).slice(-3);
  return new DomainError(
    what,
    `\`git ${args[0]}\` failed: ${[...reasons, ...last].join(' ')} ${how}`,
    { command: args[0], said },
    { cause: error },
  );
}

/** What git says, and what helps. */
function remedyOf(said: string): [code: 'git/failed' | 'git/identity' | 'git/unavailable', remedy: string] {
  if (/dubious ownership/.test(said))
    return ['git/unavailable', 'Take the repository over, or run the command that git names.'];
  if (/not a git repository/.test(said)) return ['git/unavailable', 'Make it one: git init.'];
  if (/tell me who you are|empty ident|unable to auto-detect email/i.test(said))
    return ['git/identity', TELL_WHO];
  if (/\.lock': File exists/.test(said))
    return ['git/failed', 'Another git is at work here; wait for it, or remove that lock where none is.'];
  if (/No space left/.test(said)) return ['git/failed', 'Free some space, then run again.'];
  if (/hook declined|protected branch|remote rejected/.test(said))
    return [
      'git/failed',
      'A rule of the server refuses it: do what it says, or ask who runs it, then git push.',
    ];
  if (/rejected|non-fast-forward|fetch first/.test(said))
    return ['git/failed', 'Others have pushed meanwhile: git pull --rebase, then git push.'];
  if (/does not appear to be a git repository|Repository not found|Could not read from remote/i.test(said))
    return ['git/failed', 'Check the address that it goes to (git remote -v), and your access to it.'];
  if (/no upstream branch|No configured push destination/.test(said))
    return ['git/failed', 'Name where it goes: git push -u origin BRANCH.'];
  if (/Authentication failed|Permission denied|could not read Username|403/.test(said))
    return ['git/failed', 'Mend the access (git push by hand shows whether it works), then run again.'];
  if (/Could not resolve host|Connection (refused|timed out)|unable to access/.test(said))
    return ['git/failed', 'The server cannot be reached; try again when it can.'];
  return ['git/failed', 'Mend what git names, then run again: nothing that was finished is lost.'];
}
