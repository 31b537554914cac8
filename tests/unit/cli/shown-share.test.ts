/** Shares as people read them. */
import { shownShare } from '#contracts/shown-share.js';

test.each([
  [0, '0.0 %'],
  [0.0004, '< 0.1 %'],
  [0.001, '0.1 %'],
  [0.8342, '83.4 %'],
  [0.999, '99.9 %'],
  [0.99996, '> 99.9 %'],
  [1, '100.0 %'],
])('%d is %s', (share, text) => {
  expect(shownShare(share)).toBe(text);
});
