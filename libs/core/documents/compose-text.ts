/** The text of a page from its words: one line each, an empty line between blocks. */

interface PlacedWord {
  text: string;
  line: number;
  block: number;
}

export function composeText(words: readonly PlacedWord[]): string {
  let text = '';
  words.forEach((word, index) => {
    const before = words[index - 1];
    if (before) text += before.block !== word.block ? '\n\n' : before.line !== word.line ? '\n' : ' ';
    text += word.text;
  });
  return text;
}
