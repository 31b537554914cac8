/** Where an object of the cache lies on a remote, as DVC 3 has it: `files/md5/<2>/<30>`, directories with '.dir'. */
import { objectPath } from '#contracts/object-name.js';

export const OBJECTS = 'files/md5/';

/** @param name md5, with '.dir' for directories @throws Error for any other */
export const objectKey = objectPath;

/** @returns null for what is no object's key, such as another program's file in the same bucket */
export function objectName(key: string): string | null {
  const found = /^files\/md5\/([0-9a-f]{2})\/([0-9a-f]{30}(?:\.dir)?)$/.exec(key);
  return found === null ? null : `${found[1]}${found[2]}`;
}

export const isDirectoryName = (name: string): boolean => name.endsWith('.dir');
/** The hash that the object's bytes must have. */
export const contentMd5 = (name: string): string => name.replace(/\.dir$/, '');
