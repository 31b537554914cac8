/** Where it stands what a workspace is to be again when the queue has run; there is none at other times. */
import { join } from 'node:path';

/** @param workspace its `state`: absolute path of `.docket` */
export const returnNoteOf = ({ state }: { state: string }): string =>
  join(state, 'experiments', 'return.json');
