/** What becomes of documents of no known class, in a sentence for whoever reads the report. */
import type { LeftOut } from '#contracts/evaluation.schema.js';
import { shownShare } from '#contracts/shown-share.js';

/** Share of strangers taken for a known class above which a person should know of it. */
const OFTEN = 0.1;

/** What a reader should know of documents of no known class; nothing where it was not measured, or most are turned away. */
export function tellLeftOut(leftOut: LeftOut | null): string[] {
  if (!leftOut || leftOut.classified === null || leftOut.classified <= OFTEN) return [];
  const { classified, classified_interval: range, classes } = leftOut;
  const worst = Object.entries(classes)
    .sort(([, one], [, other]) => other.classified - one.classified)
    .slice(0, 3)
    .filter(([, one]) => one.classified > OFTEN)
    .map(([label, one]) => `${label} ${shownShare(one.classified)}`);
  return [
    `Of documents of a kind that the model was never shown, ${shownShare(classified)}${range ? ` (${shownShare(range[0])} to ${shownShare(range[1])})` : ''} would be given a class without a person seeing them, wrongly (most of ${worst.join(', ')}, each left out in turn). If such mail comes in, make a class of it, or lower train.decide.max_error.`,
  ];
}
