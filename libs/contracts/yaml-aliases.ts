/** What YAML's aliases (`*name`) come to, where they come to nothing: the parser itself finds no line for it. */

export interface AliasFault {
  /** From 1. */
  line: number;
  what: string;
}

/**
 * @param text of the file
 * @param read what its parser makes of it
 */
export function withAliases(text: string, read: () => unknown): { value: unknown } | AliasFault {
  let value: unknown;
  try {
    value = read();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const [, name] = /^Unresolved alias.*: (.+)$/s.exec(error.message) ?? [];
    if (name === undefined) {
      const what = 'repeats what it names (&…) by aliases (*…) a thousand times and more; write it out';
      return { line: lineOf(text, /[*][^\s,[\]{}]/), what };
    }
    const place = new RegExp(`[*]${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?=[\\s,\\]}]|$)`, 'm');
    return {
      line: lineOf(text, place),
      what: `names '*${name}', which nothing before it is marked as (&${name}); mend the name, or quote the text`,
    };
  }
  // Without an alias nothing can hold itself.
  if (!/[*][^\s,[\]{}]/.test(text) || !holdsItself(value, new Set(), new Set())) return { value };
  return {
    line: lineOf(text, /[*][^\s,[\]{}]/),
    what: 'has an alias (*…) within what it stands for (&…), which has no end; write it out',
  };
}

function holdsItself(value: unknown, above: Set<object>, known: Set<object>): boolean {
  if (typeof value !== 'object' || value === null || known.has(value)) return false;
  if (above.has(value)) return true;
  above.add(value);
  const found = Object.values(value).some((each) => holdsItself(each, above, known));
  above.delete(value);
  known.add(value);
  return found;
}

function lineOf(text: string, place: RegExp): number {
  const at = text.search(place);
  return text.slice(0, Math.max(at, 0)).split('\n').length;
}
