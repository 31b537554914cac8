/** Cuts the recipe where documents times classes would make it take hours. */
import type { TrainSettings } from './train-settings.js';

/** Documents times classes that the whole recipe learns in a minute or two on one core. */
const WHOLE_RECIPE = 200_000;
/** Above it a second learner on the same words costs more minutes than it is worth, and three parts show as much as five. */
const ONE_LEARNER = 1_000_000;
const ONE_LEARNER_FOLDS = 3;
/** With so many documents two parts show as much as five. */
const LEAN_FOLDS = 2;

/** @returns the settings as they are; with the first learner alone, in fewer parts; or with that on words alone */
export function leanSettings(settings: TrainSettings, documents: number, classes: number): TrainSettings {
  const size = documents * classes;
  if (size <= WHOLE_RECIPE) return settings;
  const text = { ...settings.text, learners: settings.text.learners.slice(0, 1) };
  if (size <= ONE_LEARNER) return { ...settings, text, folds: Math.min(settings.folds, ONE_LEARNER_FOLDS) };
  return {
    ...settings,
    text,
    folds: Math.min(settings.folds, LEAN_FOLDS),
    shape: { ...settings.shape, weight: 0 },
  };
}

/** What to say where the recipe was cut; undefined where it was not. */
export function tellCut(settings: TrainSettings, documents: number, classes: number): string | undefined {
  const { text, folds, shape } = leanSettings(settings, documents, classes);
  const cut = [
    text.learners.length < settings.text.learners.length && `with ${text.learners[0]} alone`,
    shape.weight !== settings.shape.weight && 'without the shape of the text',
    folds < settings.folds && `in ${folds} parts`,
  ].filter((part) => part !== false);
  return cut.length === 0
    ? undefined
    : `${documents} documents of ${classes} classes would take long with the whole recipe; learned ${cut.join(', ')}.`;
}
