/** When an answer of a model stands, in the words of the evaluation. */
import type { DecisionRule } from '#contracts/evaluation.schema.js';
import type { ModelBundle } from '#contracts/model-bundle.schema.js';

export const describeRule = ({
  labels,
  decision,
  calibration,
}: Pick<ModelBundle, 'labels' | 'decision' | 'calibration'>): DecisionRule => ({
  max_error: decision.max_error,
  risk: decision.risk,
  proven: decision.guaranteed,
  holds_back: decision.holds_back,
  sure: decision.sure,
  sure_wrong: decision.sure_wrong,
  hangs_on: decision.hangs_on,
  log_loss: calibration.log_loss,
  log_loss_by_shares: calibration.log_loss_by_shares,
  min_words: decision.min_words,
  sure_words: decision.sure_words,
  coverage: decision.coverage,
  error: decision.error,
  thresholds: Object.fromEntries(
    labels.map((label, at) => {
      const [confidence, margin] = [decision.confidence[at]!, decision.margin[at]!];
      // More than any confidence: too many of its answers were wrong.
      return [label, confidence > 1 ? null : { confidence, margin: Math.max(0, margin) }];
    }),
  ),
});
