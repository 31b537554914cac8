/**
 * YAML byte for byte as Python's ruamel.yaml writes it, which is how DVC writes its locks: maps and lists in blocks,
 * lists not indented, quotes only where they are needed, null as nothing, lines broken at the first blank beyond 80.
 */
import { pythonFloat, WholeFloat } from '#contracts/python-float.js';

/** Columns after which a text goes on in the next line. */
const WIDTH = 80;
/** Longer keys are written in another way; paths and names are shorter. */
const BREAKS = /[\n\u0085\u2028\u2029]/;

/** What ruamel reads as something else than text, by YAML 1.2 and its own additions. */
const NOT_TEXT = [
  /^(?:true|True|TRUE|false|False|FALSE|~|null|Null|NULL|<<|=|)$/,
  /^[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?$/,
  /^[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+$/,
  /^[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?$/,
  /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  /^(?=[-+0-9])[-+]?(?:0b[01_]+|0o?[0-7_]+|[0-9_]+|0x[0-9a-fA-F_]+)$/,
  /^\d{4}-\d\d-\d\d$/,
  /^\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?$/,
  /^[!&*]$/,
];

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\xa0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

/** @param value JSON's types, and `WholeFloat` */
export function pythonYaml(value: Readonly<Record<string, unknown>>): string {
  return Object.keys(value).length === 0 ? '{}\n' : mapLines(value, 0);
}

function mapLines(map: object, indent: number): string {
  return Object.entries(map)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => {
      const head = `${' '.repeat(indent)}${keyText(key)}:`;
      return `${head}${after(value, head, indent)}`;
    })
    .join('');
}

function listLines(list: readonly unknown[], indent: number): string {
  const head = `${' '.repeat(indent)}-`;
  return list
    .map((value) => {
      // What is a block itself begins in the line of its dash.
      const inner = indent + 2;
      if (isFilledMap(value)) return `${head} ${mapLines(value, inner).slice(inner)}`;
      if (Array.isArray(value) && value.length > 0) return `${head} ${listLines(value, inner).slice(inner)}`;
      if (value === null) return `${head} \n`;
      return `${head}${after(value, head, indent)}`;
    })
    .join('');
}

const isFilledMap = (value: unknown): value is object =>
  value !== null &&
  typeof value === 'object' &&
  !Array.isArray(value) &&
  !(value instanceof WholeFloat) &&
  Object.keys(value).length > 0;

/** What stands behind a key or a dash, to the end of its last line. */
function after(value: unknown, head: string, indent: number): string {
  if (isFilledMap(value)) return `\n${mapLines(value, indent + 2)}`;
  if (Array.isArray(value)) return value.length === 0 ? ' []\n' : `\n${listLines(value, indent)}`;
  if (value === null) return '\n';
  if (typeof value === 'string') return ` ${new TextWriter([...head].length + 1, indent + 2).write(value)}\n`;
  if (typeof value === 'object') return value instanceof WholeFloat ? ` ${value}\n` : ' {}\n';
  return ` ${typeof value === 'number' ? numberText(value) : String(value)}\n`;
}

function numberText(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString();
  return Number.isFinite(value) ? pythonFloat(value) : pythonFloat(value).replace(/(inf|nan)$/, '.$1');
}

const keyText = (key: string): string => new TextWriter(0, 0, false).write(key);

type Style = 'plain' | 'single' | 'double';

function styleOf(text: string, isKey: boolean): Style {
  const multiline = BREAKS.test(text);
  const special = /[^\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u.test(text);
  const blankAtBreak = / [\n\x85\u2028\u2029]|[\n\x85\u2028\u2029] /.test(text);
  const indicators =
    /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?:-](?:[\0 \t\r\n\x85\u2028\u2029]|$))/.test(text) ||
    /.:(?:[\0 \t\r\n\x85\u2028\u2029]|$)|[\0 \t\r\n\x85\u2028\u2029]#/s.test(text);
  const edges = /^[ \n\x85\u2028\u2029]|[ \n\x85\u2028\u2029]$/.test(text);
  const plain = !multiline && !special && !blankAtBreak && !indicators && !edges;
  if (plain && !NOT_TEXT.some((each) => each.test(text))) return 'plain';
  if (text.includes("'") || text.includes('\n')) return 'double';
  return !special && !blankAtBreak && !(isKey && multiline) ? 'single' : 'double';
}

class TextWriter {
  private written = '';

  /**
   * @param column where it begins
   * @param indent of its further lines
   * @param split false for keys, which are one line whatever their length
   */
  constructor(
    private column: number,
    private readonly indent: number,
    private readonly split = true,
  ) {}

  write(text: string): string {
    const style = styleOf(text, !this.split);
    if (style === 'double') this.double([...text]);
    else if (style === 'plain') this.words(text);
    else {
      this.put("'");
      this.words(text.replaceAll("'", "''"));
      this.put("'");
    }
    return this.written;
  }

  /** Goes on in the next line at a single blank beyond the width, but not at the text's own first or last. */
  private words(text: string): void {
    const parts = text.split(/( +)/);
    for (const [index, part] of parts.entries()) {
      const within = (index > 1 || parts[0] !== '') && (index < parts.length - 2 || parts.at(-1) !== '');
      if (part === ' ' && this.split && this.column > WIDTH && within) this.newLine();
      else this.put(part);
    }
  }

  private double(characters: readonly string[]): void {
    this.put('"');
    let start = 0;
    for (let end = 0; end < characters.length; end++) {
      const character = characters[end]!;
      if (/["\\\x85\u2028\u2029\ufeff]|[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd]/u.test(character)) {
        this.put(characters.slice(start, end).join(''));
        this.put(escaped(character));
        start = end + 1;
      }
      const mayBreak = end > 0 && end < characters.length - 1 && (character === ' ' || start >= end);
      if (!mayBreak || !this.split || this.column + (end - start) <= WIDTH) continue;
      if (start < end) {
        this.put(characters.slice(start, end).join(''));
        start = end;
      }
      this.put('\\');
      this.newLine();
      if (characters[start] === ' ') this.put('\\');
    }
    this.put(characters.slice(start).join(''));
    this.put('"');
  }

  private put(text: string): void {
    this.written += text;
    this.column += [...text].length;
  }

  private newLine(): void {
    this.written += `\n${' '.repeat(this.indent)}`;
    this.column = this.indent;
  }
}

function escaped(character: string): string {
  const short = ESCAPES[character];
  if (short !== undefined) return `\\${short}`;
  const code = character.codePointAt(0)!;
  const hex = (length: number) => code.toString(16).toUpperCase().padStart(length, '0');
  return code <= 0xff ? `\\x${hex(2)}` : code <= 0xffff ? `\\u${hex(4)}` : `\\U${hex(8)}`;
}
