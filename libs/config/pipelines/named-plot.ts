/** A plot of the top level with its files named from the workspace's root. */
import { posix } from 'node:path';
import type { NamedPlot } from '#contracts/pipeline.js';

/**
 * @param folder of the pipeline's file
 * @param id the file that is drawn, or any name where `x` or `y` name the files
 */
export function namedPlot(folder: string, id: string, { x, y, ...options }: NamedPlot['options']): NamedPlot {
  const below = (file: string) => posix.join(folder, file);
  const within = <Fields>(fields: Readonly<Record<string, Fields>>): Record<string, Fields> =>
    Object.fromEntries(Object.entries(fields).map(([file, each]) => [below(file), each]));
  const isMap = typeof y === 'object' && !Array.isArray(y);
  return {
    id: isMap && folder === '' ? id : below(id),
    options: {
      ...options,
      ...(x !== undefined && { x: typeof x === 'object' ? within(x) : x }),
      ...(y !== undefined && { y: isMap ? within(y) : y }),
    },
  };
}
