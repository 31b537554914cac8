/** The report on a phone and on a wide screen, in a real browser. */
import { EvaluationSchema } from '#contracts/evaluation.schema.js';
import { writeReport } from '#core/evaluation/write-report.js';
import { describeWithBrowser, openBrowser } from '../../support/browser.js';

const LABELS = ['bank-statement', 'a-class-whose-name-takes-more-room-than-any-phone-has-on-its-screen'];
const SLICE = { documents: 20, accuracy: 1, interval: [0.839, 1] };
const evaluation = EvaluationSchema.parse({
  ...{ format: 'docket/evaluation@1', documents: { train: 80, test: 20 } },
  ...{ accuracy: 1, accuracy_interval: [0.839, 1], macro_f1: 1, macro_f1_interval: [0.7, 1], weighted_f1: 1 },
  ...{ accuracy_digits_masked: 1, expected_calibration_error: 0.01, log_loss: 0.01, decision: null },
  classes: Object.fromEntries(
    LABELS.map((label) => [label, { precision: 1, recall: 1, f1: 1, support: 10 }]),
  ),
  confusion: { labels: LABELS, counts: LABELS.map((_, row) => LABELS.map((_, at) => (at === row ? 10 : 0))) },
  ...{ coverage: [], reliability: [], learning_curve: [] },
  slices: {
    language: { eng: SLICE, fra: SLICE, deu: SLICE, ita: SLICE },
    words: { '50 to 200': SLICE },
    source: {},
  },
  mistakes: [
    {
      ...{ path: `a/${'scan-of-a-letter-'.repeat(10)}.png`, label: 'bank-statement', confidence: 0.9 },
      ...{ predicted: LABELS[1]!, status: 'classified' },
    },
  ],
  notes: [],
});

describeWithBrowser('the report in a browser', () => {
  test('fits a phone without scrolling sideways; on a wide screen no table is stretched to its neighbour', async () => {
    const browser = await openBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 375, height: 700 } });
      await page.setContent(
        writeReport(evaluation, { pictures: new Map(), strongest: {}, rawFolder: 'raw/' }),
      );
      const width = () => page.evaluate('document.documentElement.scrollWidth');
      expect(await width()).toBe(375);
      await page.setViewportSize({ width: 1280, height: 700 });
      expect(await width()).toBe(1280);
      const rows = await page.evaluate(
        `[...document.querySelectorAll('.curves tbody tr')].map((row) => Math.round(row.getBoundingClientRect().height))`,
      );
      expect(new Set(rows as number[]).size).toBe(1);
    } finally {
      await browser.close();
    }
  });
});
