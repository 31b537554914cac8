/** A bar over files, for people; nothing in a pipe. */
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
    format: '  {bar} {percentage}% · {value}/{total} · {eta_formatted} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 28,
    hideCursor: true,
    clearOnComplete: true,
    linewrap: false,
  });
  bar.start(total, 0);
  return {
    show: (done) => bar.update(done),
    note: (line) => {
      process.stderr.write('\r\u001b[K');
      terminal.note(line);
    },
    stop: () => bar.stop(),
  };
}
