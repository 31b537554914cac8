/** What lists and pages of models show of one, in the same words. */

import type { ModelVersion } from '#contracts/model-version.schema.js';
import { shownShare } from '#contracts/shown-share.js';

/** '2026-01-02 03:04' */
export const shownMoment = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

/** The accuracy that its evaluation found, whichever file holds it; '–' where it was never evaluated. */
export function shownFigure({ metrics }: Pick<ModelVersion, 'metrics'>): string {
  for (const content of Object.values(metrics ?? {})) {
    const { accuracy } = (content ?? {}) as { accuracy?: unknown };
    if (typeof accuracy === 'number') return shownShare(accuracy);
  }
  return '–';
}
