/** What is said where there is nothing to run: else a table of no rows would leave people wondering. */

/** @param file that describes the pipeline, as users know it */
export const noStages = (file: string): string =>
  `${file} has no stages to run. A stage is a name under 'stages:' with a command, as in  stages: {hello: {cmd: echo hello}}`;
