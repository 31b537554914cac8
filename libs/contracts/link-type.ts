/** Ways of putting a cached file into the workspace; the first of a list that the file system can is taken. */
export const LINK_TYPES = ['reflink', 'hardlink', 'copy'] as const;
export type LinkType = (typeof LINK_TYPES)[number];
