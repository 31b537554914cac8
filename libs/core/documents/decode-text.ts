/** Text of unknown encoding as a string: byte order mark, UTF-8, or Windows-1252, the superset of Latin-1 in use. */

/** A text has no more control characters than this share; other bytes are not text. */
const MOST_CONTROLS = 0.002;
/**
 * What Windows-1252 has at 0x80 to 0x9f, where Latin-1 has control characters; '\ufffd' stands for its five gaps.
 * Spelt out because Node from 20.18.3 to 24 decodes 'windows-1252' as Latin-1 (nodejs/node#56542).
 */
const FIRST_OWN = 0x80;
const OWN_SIGNS = '€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ';

/** @returns null where the bytes are no text */
export function decodeText(bytes: Uint8Array): string | null {
  const encoding = encodingOf(bytes);
  try {
    // As a stream, so that a character cut off at the end is no error.
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return looksLikeText(text) ? text : null;
  } catch {
    if (encoding !== 'utf-8') return null;
    const text = decodeWindows1252(bytes);
    return looksLikeText(text) ? text : null;
  }
}

const decodeWindows1252 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (sign) => {
      const own = OWN_SIGNS[sign.charCodeAt(0) - FIRST_OWN]!;
      return own === '\ufffd' ? sign : own;
    });

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

function looksLikeText(text: string): boolean {
  let controls = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0) return false;
    const layout = code >= 0x09 && code <= 0x0d;
    if ((code < 0x20 && !layout && code !== 0x1b) || (code >= 0x7f && code <= 0x9f)) controls += 1;
  }
  return controls <= text.length * MOST_CONTROLS;
}
