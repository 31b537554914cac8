/** Names that every file system takes, however long the name of an upload is. */

/** Bytes of a name; file systems take 255, and a number or `.reason.txt` may come behind. */
const LONGEST_NAME = 220;

/** Cut in the middle, so that its ending stays. @param name of one file or folder, without '/' */
export function fitted(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST_NAME) return name;
  const ending = /\.[^.]{1,10}$/.exec(name)?.[0] ?? '';
  let stem = name.slice(0, name.length - ending.length);
  while (Buffer.byteLength(stem + ending) > LONGEST_NAME) stem = [...stem].slice(0, -1).join('');
  return stem + ending;
}
