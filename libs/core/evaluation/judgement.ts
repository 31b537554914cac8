/** One test document as the model judged it: the raw material of every measure. */

export interface Judgement {
  /** Index of the document in the dataset. */
  readonly document: number;
  /** Index of its label, and of the model's most likely class; -1 where the dataset has no such class, or none was told. */
  readonly label: number;
  readonly predicted: number;
  /** Name of the most likely class; null where the document was not answered. */
  readonly answer: string | null;
  /** `unanswered`: it has too few words to be judged by, so that nobody is told a class. */
  readonly status: 'classified' | 'review' | 'rejected' | 'unanswered';
  /** How well the model knows documents like this; 0 the most familiar. */
  readonly familiarity: number;
  /** Probability of every class of the dataset; 0 of those that the model does not know. */
  readonly probabilities: Float64Array;
}

/** What right and sure depend on. */
export type Answered = Pick<Judgement, 'label' | 'predicted' | 'probabilities'>;

export const isAnswered = ({ status }: Judgement): boolean => status !== 'unanswered';
export const isRight = ({ label, predicted }: Answered): boolean => label === predicted;
export const confidenceOf = ({ probabilities, predicted }: Answered): number => probabilities[predicted] ?? 0;
