/** The same page with other words: every text of a document's blocks put through one function. */
import type { Content } from './block.js';

/** What says how a block is drawn, not what it says. */
const drawing = new Set(['kind', 'align', 'paper', 'families']);

const mapped = (value: unknown, change: (text: string) => string): unknown => {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((entry) => mapped(entry, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, drawing.has(name) ? entry : mapped(entry, change)]),
  );
};

export const mapText = (content: Content, change: (text: string) => string): Content =>
  mapped(content, change) as Content;
