/** Cuts the recipe where documents times classes would make it take hours. */
import type { TrainSettings } from './train-settings.js';

/** Documents times classes that the whole recipe learns in a few minutes on one core. */
const WHOLE_RECIPE = 1_000_000;
/** With so many documents two parts show as much as five. */
const LEAN_FOLDS = 2;

/** @returns the settings as they are, or with the first learner on words alone, in two parts */
export function leanSettings(settings: TrainSettings, documents: number, classes: number): TrainSettings {
  if (documents * classes <= WHOLE_RECIPE) return settings;
  return {
    ...settings,
    folds: Math.min(settings.folds, LEAN_FOLDS),
    text: { ...settings.text, learners: settings.text.learners.slice(0, 1) },
    shape: { ...settings.shape, weight: 0 },
  };
}
