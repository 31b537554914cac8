/** A bar over files, for people; nothing in a pipe. */
import { BAR_LOOK, NO_PACE, pace } from './progress-bar.js';
import type { Terminal } from './terminal.js';

export interface FileProgress {
  show(done: number): void;
  /** A line beside the bar. */
  note(line: string): void;
  stop(): void;
}

export async function openFileProgress(terminal: Terminal, total: number): Promise<FileProgress> {
  if (!terminal.interactive || total < 2) {
    return { show: () => undefined, note: (line) => terminal.note(line), stop: () => undefined };
  }
  const { default: progress } = await import('cli-progress');
  const bar = new progress.SingleBar({
    format: '  {bar} {percentage}% · {value}/{total} · {rate}/s · {left} left',
    ...BAR_LOOK,
  });
  const started = performance.now();
  bar.start(total, 0, NO_PACE);
  return {
    show: (done) => bar.update(done, pace(done, total - done, started)),
    note: (line) => {
      process.stderr.write('\r\u001b[K');
      terminal.note(line);
    },
    stop: () => bar.stop(),
  };
}
