/** The learners on words and characters, by the names that params.yaml and a model bundle give them. */
export const LEARNERS = ['svm', 'nb-svm', 'logistic', 'complement-nb'] as const;
export type Learner = (typeof LEARNERS)[number];
