/** What lists and pages of models show of one, in the same words. */

import type { ModelVersion } from '#contracts/model-version.schema.js';
import { shownWithRange } from '#contracts/shown-share.js';

/** '2026-01-02 03:04' */
export const shownMoment = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

/** The accuracy that its evaluation found with its 95 % interval, whichever file holds it; '–' where it was never evaluated. */
export function shownFigure({ metrics }: Pick<ModelVersion, 'metrics'>): string {
  for (const content of Object.values(metrics ?? {})) {
    const { accuracy, accuracy_interval: range } = (content ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof accuracy === 'number') return shownWithRange(accuracy, isRange(range) ? range : null);
  }
  return '–';
}

const isRange = (value: unknown): value is [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every((end) => typeof end === 'number');
