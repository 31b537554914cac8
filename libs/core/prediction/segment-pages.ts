/**
 * Where documents begin in a file of several: the likeliest course of classes over the pages, by Viterbi's algorithm (1967).
 *
 *   state of a page = its class, and whether a document begins there
 *   score = how well each page fits its class + what speaks for or against a beginning
 *
 * So one page that looks like something else ends no document, unless it looks so clearly, or its own words say "page 1".
 */

/** What is known of a page. */
export interface PageEvidence {
  /** Probability of each class, were the page a document of its own; empty where nothing was read. */
  labels: readonly { label: string; confidence: number }[];
  text: string;
  /** In any unit that is the same for all pages of the file. */
  width: number;
  height: number;
}

/** First and last page of a document, from 1. */
export type PageRange = readonly [first: number, last: number];

/** No page is believed beyond this: classes were learned on whole documents, and never on second pages. */
const DOUBT = 0.1;
/** Second pages look less like their class than first ones. */
const FOLLOWING = 0.6;
/** Log-odds that a page begins a document, before it is looked at: files of scanners hold documents of two or three pages. */
const BEGINS = -1;
/** What a page's own number says: "page 1" begins, "page 2" does not, and one more than before certainly not. */
const [SAYS_FIRST, SAYS_LATER, SAYS_NEXT] = [4, -3, -3];
/** Another format of paper. */
const OTHER_SIZE = 1.5;
/** Share by which sizes of one paper differ when it is scanned. */
const SAME_SIZE = 0.05;
/** A long number (of an invoice, a customer) that the page before has as well. */
const SAME_NUMBER = -2;
/** The empty back of a sheet. */
const EMPTY = -8;

/** @returns ranges that follow each other and hold every page */
export function segmentPages(pages: readonly PageEvidence[]): PageRange[] {
  if (pages.length === 0) return [];
  const classes = [...new Set(pages.flatMap(({ labels }) => labels.map(({ label }) => label)))].sort();
  if (classes.length === 0) classes.push('');
  let scores = classes.map((label) => likeness(pages[0]!, label, classes.length));
  const came: { begins: boolean; from: number }[][] = [];
  for (let at = 1; at < pages.length; at++) {
    const odds = beginning(pages[at - 1]!, pages[at]!);
    const best = scores.indexOf(Math.max(...scores));
    const before = scores;
    const step = classes.map((label, state) => {
      const here = likeness(pages[at]!, label, classes.length);
      const [begun, goneOn] = [before[best]! + here + odds, before[state]! + FOLLOWING * here];
      return begun > goneOn
        ? { score: begun, begins: true, from: best }
        : { score: goneOn, begins: false, from: state };
    });
    scores = step.map(({ score }) => score);
    came.push(step);
  }
  let state = scores.indexOf(Math.max(...scores));
  const ranges: PageRange[] = [];
  let last = pages.length;
  for (let at = came.length - 1; at >= 0; at--) {
    const { begins, from } = came[at]![state]!;
    if (begins) {
      ranges.unshift([at + 2, last]);
      last = at + 1;
    }
    state = from;
  }
  return [[1, last], ...ranges];
}

/** Log-likelihood of the class against any other one; 0 of a page that says nothing. */
function likeness({ labels }: PageEvidence, label: string, classes: number): number {
  if (labels.length === 0) return 0;
  const confidence = labels.find((each) => each.label === label)?.confidence ?? 0;
  return Math.log(((1 - DOUBT) * confidence + DOUBT / classes) * classes);
}

/** Log-odds that a document begins with the page. */
function beginning(before: PageEvidence, page: PageEvidence): number {
  if (page.text.trim() === '') return EMPTY;
  const [number, previous] = [pageNumber(page.text), pageNumber(before.text)];
  let odds = BEGINS;
  if (number === 1) odds += SAYS_FIRST;
  else if (number !== null)
    odds += SAYS_LATER + (previous !== null && number === previous + 1 ? SAYS_NEXT : 0);
  const differs = (one: number, other: number) => Math.abs(one - other) > SAME_SIZE * Math.max(one, other);
  if (differs(page.width, before.width) || differs(page.height, before.height)) odds += OTHER_SIZE;
  const known = new Set(longNumbers(before.text));
  if (longNumbers(page.text).some((each) => known.has(each))) odds += SAME_NUMBER;
  return odds;
}

const PAGE_NUMBER = /\b(?:page|seite|blatt|p[aá]gina|pagina)\s*(?:n[°o.]\s*)?(\d{1,3})\b/i;
const BARE_NUMBER = /^\s*[-–—]?\s*(\d{1,3})\s*(?:[-–—]|(?:\/|of|von|sur|de)\s*\d{1,3})\s*$/im;

/** As the page itself says in words ("Page 2 of 3", "Seite 2", "- 2 -", "2/3"); null where it does not. */
export function pageNumber(text: string): number | null {
  const found = PAGE_NUMBER.exec(text) ?? BARE_NUMBER.exec(text);
  return found === null ? null : Number(found[1]);
}

const longNumbers = (text: string): string[] => text.match(/\d[\d./-]{4,}\d/g) ?? [];
