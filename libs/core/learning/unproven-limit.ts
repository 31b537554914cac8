/** What to say where the training documents were too few, or misread too often, to prove the limit that was set. */
import { shownShare } from '#contracts/shown-share.js';

export const unprovenLimit = (maxError: number): string =>
  `These documents cannot prove that at most ${shownShare(maxError)} of the accepted answers will be wrong (train.decide.max_error), so the model's confidence is taken at its word. More documents, or a larger max_error, make it a promise; so may the right label where a sure answer was wrong: a few wrong labels among the surest are enough to prevent it.`;

/** The same for those who have the command at hand that finds such labels. */
export const unprovenInWorkspace = (maxError: number): string =>
  `${unprovenLimit(maxError)} \`docket data check\` lists the labels that are probably wrong.`;
