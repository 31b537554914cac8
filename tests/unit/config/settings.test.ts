/** A setting that is misspelt does not pass in silence. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { readSettings, SECRETS, SettingsSchema, unknownSettings } from '#config/settings.js';

const told = (...names: string[]) =>
  unknownSettings(undefined, Object.fromEntries(names.map((name) => [name, 'x'])));

test('a misspelt name is told with the one that was meant', () => {
  expect(told('DOCKET_OCR_ENGIN', 'DOCKET_PROT')).toEqual([
    "DOCKET_OCR_ENGIN is no setting and does nothing. Did you mean 'DOCKET_OCR_ENGINE'?",
    "DOCKET_PROT is no setting and does nothing. Did you mean 'DOCKET_PORT'?",
  ]);
});

test('a name like no other is told with those that there are', () => {
  expect(told('DOCKET_X')[0]).toContain('DOCKET_OBJECT_STORE');
});

test('settings, files of secrets, and what Docket gives to commands are no mistakes', () => {
  expect(
    told(
      'DOCKET_PORT',
      'DOCKET_DATABASE_URL_FILE',
      'DOCKET_ITEM',
      'DOCKET_OUTPUT_2',
      'DOCKET_TEST_DATA',
      'PORT',
    ),
  ).toEqual([]);
});

test.each(['abc', '1.5', '-1', '65536'])('a port of %s is refused with what the setting takes', (value) => {
  expect(() => readSettings(undefined, { DOCKET_PORT: value })).toThrow(
    'DOCKET_PORT: takes a whole number from 0 (any free port) to 65535.',
  );
});

describe('.env.example', () => {
  const text = readFileSync(resolve(import.meta.dirname, '../../../.env.example'), 'utf8');
  const offered = parseEnv(text.replace(/^# (?=[A-Z0-9_]+=)/gm, ''));

  test('has every setting, and every secret as a file too', () => {
    const files = SECRETS.map((name) => `${name}_FILE`);
    expect(Object.keys(offered).sort()).toEqual([...Object.keys(SettingsSchema.shape), ...files].sort());
  });

  test('sets nothing by itself, and each value that it shows is one the setting takes', () => {
    expect(parseEnv(text)).toEqual({});
    const values = Object.fromEntries(Object.entries(offered).filter(([name]) => !name.endsWith('_FILE')));
    expect(() => readSettings(undefined, values)).not.toThrow();
  });
});
