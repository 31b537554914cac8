/** Where a command's words go: results to stdout, everything else to stderr; colours only for people. */
import { visibleLines } from '#contracts/visible-text.js';

export interface Terminal {
  /** One JSON document instead of words. */
  json: boolean;
  quiet: boolean;
  /** Whether a person watches stderr. */
  interactive: boolean;
  /** A line of the result. Nothing under --json. */
  print(line: string): void;
  /** The JSON document. Nothing without --json. */
  document(value: unknown): void;
  /** A line beside the result. Nothing under --quiet. */
  note(line: string): void;
  /** A line that is never left out. */
  warn(line: string): void;
  paint(style: Style, text: string): string;
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';
const CODES: Record<Style, [number, number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

export function openTerminal({ json, quiet }: { json: boolean; quiet: boolean }): Terminal {
  const coloured = process.stdout.isTTY && process.stdout.hasColors();
  return {
    json,
    quiet,
    interactive: process.stderr.isTTY === true && !quiet,
    print: (line) => {
      if (!json) process.stdout.write(`${visibleLines(line)}\n`);
    },
    document: (value) => {
      if (json) process.stdout.write(`${escapedControls(JSON.stringify(value, withoutNumber, 2))}\n`);
    },
    note: (line) => {
      if (!quiet) process.stderr.write(`${visibleLines(line)}\n`);
    },
    warn: (line) => {
      process.stderr.write(`${visibleLines(line)}\n`);
    },
    paint: (style, text) => (coloured ? `\u001b[${CODES[style][0]}m${text}\u001b[${CODES[style][1]}m` : text),
  };
}

/** JSON has no NaN and Infinity, which figures can be: as text they are told, as null they would be lost. */
const withoutNumber = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/** JSON escapes line breaks and ESC by itself, but not the controls that terminals take as ESC and a letter. */
const escapedControls = (json: string): string =>
  json.replace(/[\u007f-\u009f]/g, (control) => `\\u00${control.charCodeAt(0).toString(16)}`);
