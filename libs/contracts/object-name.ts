/** Names of the cache's objects: an md5, with '.dir' behind it for a directory's listing. Part of paths and keys. */
export const OBJECT_NAME = /^[0-9a-f]{32}(\.dir)?$/;

export const isObjectName = (name: string): boolean => OBJECT_NAME.test(name);

/**
 * Below the cache's or the remote's root, as DVC 3 has it: `files/md5/<2>/<30>`.
 * @throws Error for any other name, which may lead anywhere: whoever reads locks and listings refuses it first
 */
export function objectPath(name: string): string {
  if (!isObjectName(name)) throw new Error(`'${name}' is no name of an object.`);
  return `files/md5/${name.slice(0, 2)}/${name.slice(2)}`;
}
