/** The grammar of `docket repro`, `status` and `dag`. */
import { Option } from 'commander';
import type { AddCommand } from '../command.js';
import { ALL_PIPELINES, FILE, JOBS, NO_WAIT, PIPELINE, repeated } from './options.js';

export function addPipelineCommands(command: AddCommand): void {
  command('repro [stages...]', 'bring the pipeline up to date', () => import('../commands/repro.js'))
    .option(...PIPELINE)
    .option(...ALL_PIPELINES)
    .option('--force', 'run even what is up to date')
    .option('--single', 'only the named stages, not what feeds them')
    .option('--downstream', 'the named stages and all that they feed')
    .option('--dry', 'say what would run, and why; change nothing')
    .option('--keep-going', 'after a failure, go on with stages that do not need it')
    .option(...JOBS)
    .option(
      '--set <key=value>',
      'change params.yaml first (+key=value adds a key); may be given many times',
      repeated,
    )
    .option('--pull', 'first bring from the remote what is missing and others have made')
    .option('--commit', 'commit lock, params, metrics and remotes.yaml, with a message that names the run')
    .option('--push', 'as --commit, then push the data, then the commit')
    .option(...NO_WAIT)
    .option(...FILE);

  command('status [stages...]', 'what is stale, and why', () => import('../commands/status.js'))
    .option(...PIPELINE)
    .option(...ALL_PIPELINES)
    .option(...FILE);

  command('dag', 'the graph of stages', () => import('../commands/dag.js'))
    .addOption(new Option('--format <format>').choices(['tree', 'mermaid', 'dot']).default('tree'))
    .option(...FILE);
}
