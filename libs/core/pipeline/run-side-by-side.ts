/** Runs steps that wait for one another, as many at the same time as can and may. */

export interface Step<Result> {
  name: string;
  /** Names of steps that must have ended before; others are ignored. */
  after: readonly string[];
  run(): Promise<Result>;
}

/**
 * Starts steps in the order given, as soon as what they wait for has ended.
 * @param limit steps at a time; 1 runs them one after another in the order given
 * @param onEnd told of every end, before what waited for it starts
 * @returns the results in the order given
 * @throws the first error of a step, once all that were running have ended
 */
export async function runSideBySide<Result>(
  steps: readonly Step<Result>[],
  limit: number,
  onEnd: (name: string, result: Result) => Promise<void>,
): Promise<Result[]> {
  const names = new Set(steps.map(({ name }) => name));
  const results = new Map<string, Result>();
  const running = new Map<string, Promise<void>>();
  let failure: { error: unknown } | null = null;
  const start = async ({ name, run }: Step<Result>): Promise<void> => {
    try {
      const result = await run();
      await onEnd(name, result);
      results.set(name, result);
    } catch (error) {
      failure ??= { error };
    } finally {
      running.delete(name);
    }
  };
  const waiting = [...steps];
  while (waiting.length > 0 || running.size > 0) {
    for (let index = 0; failure === null && running.size < limit && index < waiting.length; ) {
      const step = waiting[index]!;
      if (step.after.every((name) => !names.has(name) || results.has(name))) {
        waiting.splice(index, 1);
        running.set(step.name, start(step));
      } else index++;
    }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  // Assigned in a closure, which the compiler does not follow.
  const failed = failure as { error: unknown } | null;
  if (failed !== null) throw failed.error;
  return steps.map(({ name }) => results.get(name)!);
}
