/** How values of options are read from the command line. */
import { InvalidArgumentError } from 'commander';

/** For options that may be given many times. */
export const repeated = (value: string, before: string[] = []) => [...before, value];

export const positive = (value: string): number => {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('Give a whole number from 1.');
  return number;
};
