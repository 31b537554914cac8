/** `docket nosuch --help`: help of something else would answer a question that nobody asked, with exit code 0. */
import type { AddHelpTextContext, Command } from 'commander';
import { didYouMean } from '#contracts/nearest-name.js';

const HELP = new Set(['-h', '--help']);

/** Commander shows help before it looks at what else was said; from here on that is looked at first. */
export function refuseUnknownBeforeHelp(program: Command): void {
  program.on('beforeAllHelp', ({ command }: AddHelpTextContext) => {
    const name = unknownCommand(command);
    if (name !== undefined) {
      const known = command.commands.map((each) => each.name());
      command.error(`error: unknown command '${name}'.${didYouMean(name, known)}`);
    }
    const option = unknownOption(command);
    if (option !== undefined) {
      const known = command.options.flatMap(({ long }) => long ?? []);
      command.error(`error: unknown option '${option}'.${didYouMean(option, known)}`);
    }
  });
}

function unknownCommand({ args, commands }: Command): string | undefined {
  if (commands.length === 0) return undefined;
  const [name] = args[0] === 'help' ? args.slice(1) : args;
  return name?.startsWith('-') || commands.some((each) => each.name() === name) ? undefined : name;
}

/** Of what the parser has not taken for an option of the command; behind `--` stand operands. */
function unknownOption({ args }: Command): string | undefined {
  const end = args.indexOf('--');
  return args
    .slice(0, end === -1 ? args.length : end)
    .find((arg) => /^-./.test(arg) && !HELP.has(arg))
    ?.replace(/=.*/s, '');
}
