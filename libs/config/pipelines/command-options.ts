/** A map in a command stands for its options, in the style that a DVC project's `dvc config parsing` asks for. */
import { DomainError } from '#contracts/domain-error.js';
import { didYouMean } from '#contracts/nearest-name.js';
import type { KeyPath, PipelineProblem } from '#contracts/pipeline.js';
import type { ReadText } from '../read-text.js';
import { parseDvcConfig } from '../remotes/dvc-config.js';
import { isMap, isScalar, text, type Values } from './yaml-values.js';

/** Named after the actions of Python's argparse that understand what is written. */
const STYLES = { bool: ['store_true', 'boolean_optional'], list: ['nargs', 'append'] } as const;

export interface OptionStyle {
  /** store_true: `--flag` or nothing; boolean_optional: `--flag` or `--no-flag`. */
  bool: (typeof STYLES.bool)[number];
  /** nargs: `--list a b`; append: `--list a --list b`. */
  list: (typeof STYLES.list)[number];
}

export const DEFAULT_STYLE: OptionStyle = { bool: 'store_true', list: 'nargs' };

/** @throws DomainError 'config/invalid' for a style that there is not */
export async function readOptionStyle(read: ReadText): Promise<OptionStyle> {
  let style = DEFAULT_STYLE;
  for (const file of ['.dvc/config', '.dvc/config.local']) {
    const parsing = parseDvcConfig((await read(file)) ?? '').get('parsing');
    if (parsing === undefined) continue;
    style = {
      bool: chosen(parsing.get('bool'), STYLES.bool, `${file}: parsing.bool`) ?? style.bool,
      list: chosen(parsing.get('list'), STYLES.list, `${file}: parsing.list`) ?? style.list,
    };
  }
  return style;
}

function chosen<Name extends string>(
  written: string | undefined,
  names: readonly Name[],
  where: string,
): Name | undefined {
  if (written === undefined) return undefined;
  const found = names.find((name) => name === written.toLowerCase());
  if (found !== undefined) return found;
  throw new DomainError(
    'config/invalid',
    `${where} is '${written}'.${didYouMean(written, names)} There are: ${names.join(', ')}.`,
  );
}

/** @returns `--name value`, as `style` has it. @param problems takes what no command line can say */
export function commandOptions(
  options: Values,
  style: OptionStyle,
  key: KeyPath,
  problems: PipelineProblem[],
): string {
  return written(options, '', style, (option) =>
    problems.push({
      code: 'pipeline/invalid',
      key,
      message: `option '${option}' is a list of lists or maps, which no command line can say; give it single values.`,
    }),
  ).join(' ');
}

function written(
  options: Values,
  prefix: string,
  style: OptionStyle,
  refuse: (option: string) => void,
): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    const option = `${prefix}${name}`;
    if (value === true) return [`--${option}`];
    if (value === false) return style.bool === 'store_true' ? [] : [`--no-${option}`];
    if (isMap(value)) return written(value, `${option}.`, style, refuse);
    if (!Array.isArray(value)) return [`--${option} ${quoted(value)}`];
    if (!value.every(isScalar)) refuse(option);
    if (value.length === 0) return [];
    const items = value.map(listed);
    return style.list === 'nargs'
      ? [`--${option} ${items.join(' ')}`]
      : items.map((item) => `--${option} ${item}`);
  });
}

/** Within a list DVC writes true and false as Python does. */
const listed = (value: unknown): string =>
  typeof value === 'boolean' ? (value ? 'True' : 'False') : quoted(value);

const quoted = (value: unknown): string => {
  const plain = text(value);
  return typeof value !== 'string' || /^[\w@%+=:,./-]+$/.test(plain)
    ? plain
    : `'${plain.replaceAll("'", `'"'"'`)}'`;
};
