/** The figures of a run on one line. */
import { visible } from '#contracts/visible-text.js';
import { figureOf } from '#core/pipeline/headline.js';

/** Of metrics that are told on a line; `docket metrics show` has them all. */
const MOST_FIGURES = 30;

/** @param contents of metrics files @returns '' where they have no figures */
export function figuresLine(contents: readonly unknown[]): string {
  const all = contents.flatMap(figures);
  const more = all.length - MOST_FIGURES;
  return [...all.slice(0, MOST_FIGURES), ...(more > 0 ? [`… ${more} more`] : [])].join('  ');
}

/** The numbers at the top of a metrics file; nested ones are for the report. */
function figures(content: unknown): string[] {
  if (content === null || typeof content !== 'object') return [];
  return Object.entries(content)
    .map(([key, value]) => [visible(key), figureOf(value)] as const)
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number')
    .map(([key, value]) => `${key} ${Number.isInteger(value) ? value : value.toFixed(4)}`);
}
