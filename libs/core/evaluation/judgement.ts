/** One test document as the model judged it: the raw material of every measure. */

export interface Judgement {
  /** Index of the document in the dataset. */
  readonly document: number;
  /** Index of its label, and of the model's most likely class. */
  readonly label: number;
  readonly predicted: number;
  readonly status: 'classified' | 'review' | 'rejected';
  /** How well the model knows documents like this; see energyOf. */
  readonly energy: number;
  /** Probability of every class. */
  readonly probabilities: Float64Array;
}

export const isRight = ({ label, predicted }: Judgement): boolean => label === predicted;
export const confidenceOf = ({ probabilities, predicted }: Judgement): number => probabilities[predicted]!;
