/** Whether a path leads out of the workspace: as such it is told where it is read, and nothing else is said of it. */

/** @param path as written, or counted from the workspace's root */
export const leadsOut = (path: string): boolean => path === '..' || /^(\.\.\/|\/)/.test(path);
