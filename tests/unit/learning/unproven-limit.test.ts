/** Who reads why no answer stands reads what mends it, and nothing that cannot. */
import { tellLimit } from '#core/learning/unproven-limit.js';

const RULE = {
  ...{ max_error: 0.05, proven: false, holds_back: true, hangs_on: null },
  ...{ sure: 3, sure_wrong: 0, log_loss: 0.4, log_loss_by_shares: 0.69 },
};

test('a model that knows no more than the sizes of the classes is mended by no larger limit', () => {
  const doubt = tellLimit({ ...RULE, log_loss: 0.69 });
  expect(doubt?.code).toBe('model/holds-back');
  expect(doubt?.message).toMatch(/no more than how large each class is .*a larger .*max_error does not\.$/);
  expect(doubt?.message).not.toContain('max_error mend');
});

test('a model with too few sure answers may be given a larger limit', () => {
  expect(tellLimit(RULE)?.message).toMatch(
    /only 3 were sure .*, or a larger train\.decide\.max_error mend that\.$/,
  );
  expect(tellLimit({ ...RULE, log_loss: null, log_loss_by_shares: null })?.message).toContain('only 3');
});

test('a limit that is proven is told nothing of', () => {
  expect(tellLimit({ ...RULE, holds_back: false, proven: true })).toBeUndefined();
});
