/** The order of Python's `sorted` on text, which DVC's directory objects follow: by code point, not by UTF-16 unit. */

const hasSurrogate = /[\ud800-\udfff]/;

export function compareCodePoints(left: string, right: string): number {
  if (!hasSurrogate.test(left) && !hasSurrogate.test(right)) return left < right ? -1 : left > right ? 1 : 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    if (left.charCodeAt(index) === right.charCodeAt(index)) continue;
    // Both may stand in the second half of a pair, which orders as the whole pair does: the first halves agree.
    return left.codePointAt(index)! - right.codePointAt(index)!;
  }
  return left.length - right.length;
}
