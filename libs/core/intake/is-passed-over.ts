/** Names in the intake folder that nobody means as a document: hidden ones, and those of files that are being made. */

/** Of downloads, copies and editors that rename the file when it is whole. */
const UNFINISHED = /\.(tmp|temp|part|partial|filepart|crdownload|download|swp|lock|lck)$/i;
/** Of office programs beside the open file ('~$letter.docx'), and of editors ('letter.txt~'). */
const BESIDE_OPEN = /^~|~$/;
const OF_SYSTEMS =
  /^(Thumbs\.db|desktop\.ini|__MACOSX|\$RECYCLE\.BIN|System Volume Information|lost\+found)$/i;

/** @param name the last part of a path, of a file or folder */
export const isPassedOver = (name: string): boolean =>
  name.startsWith('.') || UNFINISHED.test(name) || BESIDE_OPEN.test(name) || OF_SYSTEMS.test(name);
