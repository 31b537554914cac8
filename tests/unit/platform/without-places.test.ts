/** Health checks tell anybody what is wrong, and nobody where on the machine things lie. */
import { withoutPlaces } from '#nest-kit/health/without-places.js';

test.each([
  ['There is no model in /home/ann/ws/models/classifier yet.', 'There is no model in models/classifier yet.'],
  ["ENOSPC: '/mnt/store/objects/x' in /home/ann/ws", "ENOSPC: '…/x' in the workspace"],
  ['http://127.0.0.1:9000/bucket/x does not answer', 'http://127.0.0.1:9000/bucket/x does not answer'],
  ['Put them into data/raw/<class>/ first.', 'Put them into data/raw/<class>/ first.'],
])('%s', (message, told) => {
  expect(withoutPlaces(message, '/home/ann/ws')).toBe(told);
});
