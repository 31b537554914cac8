/** What DOCKET_TRUSTED_PROXIES takes: nothing that Express would understand otherwise than it is written. */
import express from 'express';
import { trustedProxies } from '#nest-kit/http/trusted-proxies.js';
import { thrownBy } from '../../support/thrown-by.js';

test.each([
  ['10.1.0.2'],
  ['10.1.0.0/16'],
  ['2001:db8::/32'],
  ['::1'],
  ['::ffff:10.0.0.1'],
  ['fe80::1%eth0'],
  ['loopback'],
  ['uniquelocal'],
])('%s is taken, by Express too', (entry) => {
  expect(() => express().set('trust proxy', trustedProxies([entry]))).not.toThrow();
});

test.each([
  ['1', 'a number of proxies'],
  ['true', 'everybody'],
  ['nginx', 'a name'],
  ['0.0.0.0/0', 'everybody'],
  ['::/0', 'everybody'],
  ['10.1/16', 'half an address'],
  ['010.0.0.1', 'an address in octal'],
  ['10.0.0.1/33', 'a range of too many bits'],
  ['10.0.0.0/255.0.0.0', 'a mask'],
  ['10.0.0.0/8/8', 'two ranges'],
])('%s, %s, is refused with what to write', (entry) => {
  const { code, message } = thrownBy(() => trustedProxies(['loopback', entry]));
  expect(code).toBe('config/invalid');
  expect(message).toContain(`DOCKET_TRUSTED_PROXIES: '${entry}' is `);
  expect(message).toContain('10.1.0.0/16');
});
