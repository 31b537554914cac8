/** What is wrong with a text that should be JSON, and where. */
import { visible } from './visible-text.js';

export interface JsonMistake {
  /** In JSON's words, without a full stop: "Expected ',' or '}' after property value". */
  what: string;
  /** From 1. */
  line: number;
  column: number;
  cause: Error;
}

/** @returns null where it is JSON */
export function jsonMistake(text: string): JsonMistake | null {
  const cause = errorOf(text);
  if (cause === null) return null;
  const { message } = cause;
  const before = text.slice(0, placeOf(text, message)).split('\n');
  const what = visible(
    message.replace(
      /(, (\.\.\.)?".*"(\.\.\.)? is not valid JSON| in JSON at position \d+.*| after JSON at position \d+.*)$/s,
      '',
    ),
  );
  return { what, line: before.length, column: before.at(-1)!.length + 1, cause };
}

function errorOf(text: string): Error | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error as Error;
  }
}

/** @returns in characters from the start */
function placeOf(text: string, message: string): number {
  const told = /at position (\d+)/.exec(message)?.[1];
  if (told !== undefined) return Number(told);
  const [token] = /^Unexpected token .+?,/s.exec(message) ?? [];
  if (token === undefined) return text.trimEnd().length;
  // Of a wrong character the parser tells which it is, and not where: at the end of the shortest start that has it.
  let [without, having] = [0, text.length];
  while (having - without > 1) {
    const middle = Math.floor((without + having) / 2);
    if (errorOf(text.slice(0, middle))?.message.startsWith(token)) having = middle;
    else without = middle;
  }
  return without;
}
