/** What tokens and links look like, and the hash under which they are kept. */
import { createHash } from 'node:crypto';

/** A prefix that scanners for leaked secrets can look for. */
const PREFIX = 'dkt_';
/** 256 bits: guessing is no way, so that a plain hash keeps them. */
export const SECRET_BYTES = 32;
const TOKEN = /^dkt_[\w-]{43}$/;
/** Of refresh tokens and links. */
export const PLAIN_SECRET = /^[\w-]{43}$/;
/** Characters of a token that lists show. */
const SHOWN = PREFIX.length + 6;

/** @param chance {@link SECRET_BYTES} of it */
export const apiToken = (chance: Uint8Array): string => PREFIX + plainSecret(chance);
export const plainSecret = (chance: Uint8Array): string => Buffer.from(chance).toString('base64url');

export const isApiToken = (text: string): boolean => TOKEN.test(text);
export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('hex');
export const shownPrefix = (token: string): string => token.slice(0, SHOWN);
