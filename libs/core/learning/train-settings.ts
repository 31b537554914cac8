/** What train may be told; the section `train:` of params.yaml has this shape. */
import type { Learner } from '#contracts/learner.js';

export interface FigureBlockSettings {
  /** 0 switches the block off. */
  readonly weight: number;
  readonly cost: number;
  readonly waves: number;
  readonly gamma: number;
}

export interface DecideSettings {
  readonly max_error: number;
  readonly risk: number;
  readonly unknown_share: number;
  /** Whether span counts. */
  readonly wording: boolean;
  readonly min_words: number;
  readonly sure_words: number;
}

export interface TrainSettings {
  readonly seed: number;
  readonly balance: number;
  readonly tolerance: number;
  readonly max_epochs: number;
  readonly folds: number;
  /** Numbers that a block of terms may have for all classes together; the rarest terms go first. */
  readonly max_weights: number;
  readonly text: {
    readonly learners: readonly Learner[];
    readonly cost: number;
    /** Weight of each term block by name; 0 switches it off. */
    readonly weights: Readonly<Record<string, number>>;
  };
  readonly shape: FigureBlockSettings;
  readonly layout: FigureBlockSettings;
  readonly picture: FigureBlockSettings;
  readonly decide: DecideSettings;
}
