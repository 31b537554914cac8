/**
 * Commands that run within the test, so that a hundred runs take seconds: what they write is a function of what they read.
 *
 *   mix OUT SOURCE… [param=KEY]…     OUT says what the sources (files, folders) and params.yaml's KEY say, folded together
 *   even OUT SOURCE…                 OUT says how many files there are: often the same although the sources are others
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { type CommandCall, type CommandResult, ProcessRunner } from '../../libs/ports/process-runner.port.js';

export class PretendCommands extends ProcessRunner {
  /** Stages whose commands ran, in order. */
  readonly ran: string[] = [];

  override async run({ command, cwd, environment }: CommandCall): Promise<CommandResult> {
    this.ran.push(environment.DOCKET_STAGE!);
    const [verb, target, ...words] = command.split(' ');
    const real = (word: string) => (word.startsWith('$') ? environment[word.slice(1)]! : join(cwd, word));
    const sources = words.filter((word) => !word.startsWith('param=')).map(real);
    const params = words.filter((word) => word.startsWith('param=')).map((word) => word.slice(6));
    const said = parse(readFileSync(join(cwd, 'params.yaml'), 'utf8')) as Record<string, unknown>;
    const content = [
      ...sources.flatMap(filesIn).map((file) => readFileSync(file, 'utf8')),
      ...params.map((key) => JSON.stringify(said[key])),
    ];
    const text =
      verb === 'even'
        ? String(content.length)
        : createHash('sha256').update(content.join('\n')).digest('hex').slice(0, 12);
    const out = real(target!);
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, out.endsWith('.json') ? JSON.stringify({ figure: text }) : text);
    return { exitCode: 0, signal: null, tail: [] };
  }

  override async reap(): Promise<void> {}
}

function filesIn(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}
