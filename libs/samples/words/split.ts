/** Word lists are written as running text; this cuts them into entries. */

/** Entries separated by ` | ` or line ends, blank ones left out. */
export const split = (text: string): readonly string[] =>
  text
    .split(/\s*[|\n]\s*/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** Entries separated by any white space. */
export const words = (text: string): readonly string[] => text.trim().split(/\s+/);
