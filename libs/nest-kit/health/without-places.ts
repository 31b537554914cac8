/** What may be told to anybody of a message: not where on this machine things lie. */

/** An absolute path up to its last part; not the path of an address. */
const FOLDERS = /(?<![\w.:/])\/(?:[^\s/'"`(),;]+\/)+/g;

/** @param workspace its directory; what lies in it is named from there */
export const withoutPlaces = (message: string, workspace: string): string =>
  message.replaceAll(`${workspace}/`, '').replaceAll(workspace, 'the workspace').replaceAll(FOLDERS, '…/');
