/** Ctrl-C once: a clean stop. Twice: at once. */
import type { Terminal } from './output/terminal.js';

export interface Interruption {
  signal: AbortSignal;
  /** Gives Ctrl-C back its usual meaning. */
  dispose(): void;
}

export function onInterrupt(
  terminal: Terminal,
  sentence = 'Stopping; finished files are kept and the next run continues.',
): Interruption {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    terminal.warn(`\n${sentence} Ctrl-C again stops at once.`);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    dispose: () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
