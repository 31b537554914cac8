/** What is wrong with a JSON file of params or figures, in JSON's words, with its line and column. */
import { parseValues } from '../../../libs/config/params-file.js';
import { rejectionOf } from '../../support/thrown-by.js';

test.each([
  ['{"a": }', "1:7 is not valid JSON; mend it: Unexpected token '}'."],
  ['{\n "a": 1\n "b": 2\n}', "3:2 is not valid JSON; mend it: Expected ',' or '}' after property value."],
  [
    '{\n  "a": NaN,\n  "b": -Infinity,\n}',
    '4:1 is not valid JSON; mend it: Expected double-quoted property name.',
  ],
  ['{"a": [1, 2}', "1:12 is not valid JSON; mend it: Expected ',' or ']' after array element."],
  ['{a: 1}', "1:2 is not valid JSON; mend it: Expected property name or '}'."],
  ['{"a": tru}', "1:10 is not valid JSON; mend it: Unexpected token '}'."],
  ['{"a": {"b": 1}\n', "2:1 is not valid JSON; mend it: Expected ',' or '}' after property value."],
  ['{"a": 1}\n}\n', '2:1 is not valid JSON; mend it: Unexpected non-whitespace character.'],
  ['', '1:1 is not valid JSON; mend it: Unexpected end of JSON input.'],
  ['{"a": "}", "b": }', "1:17 is not valid JSON; mend it: Unexpected token '}'."],
])('%j', async (text, told) => {
  const error = await rejectionOf(parseValues('m.json', text));
  expect(error).toMatchObject({ code: 'config/unreadable' });
  expect(error.message).toContain(`m.json:${told}`);
  expect(error.message).not.toContain('flow');
});

test('what Python writes as no figure is read, and what it has twice is told as such', async () => {
  expect((await parseValues('m.json', '{"a": NaN, "b": -Infinity, "c": "NaN"}')).data).toMatchObject({
    c: 'NaN',
  });
  expect((await rejectionOf(parseValues('m.json', '{"a": 1,\n "a": 2}'))).message).toContain(
    'written again on line 2',
  );
});
