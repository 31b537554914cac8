/** How webhooks are signed, tried again and given up. */
import { GIVEN_UP, isGivenUp, retryWait } from '#core/webhooks/retry-wait.js';
import { webhookHeaders, webhookSecret } from '#core/webhooks/sign-webhook.js';

test('the signature is that of the Standard Webhooks libraries', () => {
  const headers = webhookHeaders('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', {
    ...{ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: 1614265330, body: '{"test": 2432232314}' },
  });
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
  expect(webhookSecret(new Uint8Array(32))).toMatch(/^whsec_A{43}=$/);
});

test('what fails is tried ten times within a day, ever more seldom and not all at once', () => {
  const waits = Array.from({ length: 10 }, (_, tries) => retryWait(tries + 1, 0.5));
  expect(waits).toEqual([5, 20, 80, 320, 1280, 5120, 20480, 28800, 28800, null]);
  const hours = waits.reduce<number>((sum, wait) => sum + (wait ?? 0), 0) / 3600;
  expect(hours).toBeGreaterThan(20);
  expect(hours).toBeLessThan(26);
  expect([retryWait(1, 0), retryWait(1, 1)]).toEqual([4, 6]);
});

test('a webhook is given up after five days without one delivery', () => {
  const since = '2026-01-01T00:00:00.000Z';
  expect(isGivenUp(null, Date.parse('2027-01-01'))).toBe(false);
  expect(isGivenUp(since, Date.parse('2026-01-05T23:59:59Z'))).toBe(false);
  expect(isGivenUp(since, Date.parse('2026-01-06T00:00:01Z'))).toBe(true);
  expect(GIVEN_UP).toContain('5 days');
});
