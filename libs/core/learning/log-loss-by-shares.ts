/** What a model that knows nothing but how large the classes are would have to show: the entropy of their shares. */

/** @returns mean negative log likelihood of the labels, each answered with the shares of all classes */
export function logLossByShares(labels: Int32Array, classes: number): number {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]! += 1;
  return counts.reduce(
    (sum, count) => (count > 0 ? sum - (count / labels.length) * Math.log(count / labels.length) : sum),
    0,
  );
}
