/** Shows a push or fetch while it goes on: a bar with rate and time left for people, plain lines in a pipe. */
import type { SingleBar } from 'cli-progress';
import type { TransferEvent } from '#contracts/transfer-event.js';
import { duration } from './run-progress.js';
import type { Terminal } from './terminal.js';

export interface TransferProgress {
  show(event: TransferEvent): void;
  /** Files put into the workspace. */
  files(done: number, total: number): void;
  stop(): void;
}

/** Seconds between two lines about an outage. */
const PATIENCE = 5;

export async function openTransferProgress(terminal: Terminal): Promise<TransferProgress> {
  const Bar = terminal.interactive ? (await import('cli-progress')).default.SingleBar : undefined;
  let bar: SingleBar | undefined;
  let started = 0;
  let lastWaiting = Number.NEGATIVE_INFINITY;
  const stop = () => {
    bar?.stop();
    bar = undefined;
  };
  const start = (total: number, doing: string) => {
    stop();
    started = performance.now();
    if (Bar === undefined || total < 2) return;
    bar = new Bar({
      format: `  ${doing} {bar} {percentage}% · {value}/{total}{amount} · {rate}/s · {left} left`,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: 28,
      hideCursor: true,
      clearOnComplete: true,
      linewrap: false,
    });
    bar.start(total, 0, { rate: '–', left: '–', amount: '' });
  };
  const update = (done: number, bytes = 0) => {
    if (bar === undefined) return;
    const rate = done / ((performance.now() - started) / 1000);
    const left = rate > 0 ? (bar.getTotal() - done) / rate : Number.NaN;
    const amount = bytes > 0 ? ` · ${readableBytes(bytes)}` : '';
    bar.update(done, { rate: rate < 10 ? rate.toFixed(1) : Math.round(rate), left: duration(left), amount });
  };
  const show = (event: TransferEvent): void => {
    if (event.type === 'looking') terminal.note(`Looking what ${event.address} has …`);
    else if (event.type === 'transfer-started') {
      const { direction, objects, bytes, address } = event;
      const amount = bytes > 0 ? `, ${readableBytes(bytes)}` : '';
      const [verb, where] = direction === 'push' ? ['Pushing', 'to'] : ['Fetching', 'from'];
      terminal.note(
        `${verb} ${objects} ${objects === 1 ? 'object' : 'objects'}${amount} ${where} ${address}`,
      );
      start(objects, direction);
    } else if (event.type === 'transfer-progress') update(event.done, event.bytes);
    else if (event.type === 'transfer-waiting') {
      const now = performance.now() / 1000;
      if (now - lastWaiting < PATIENCE) return;
      lastWaiting = now;
      if (bar !== undefined) process.stderr.write('\r\u001b[K');
      terminal.warn(`${terminal.paint('yellow', 'waiting')} ${event.reason} Trying again …`);
    } else stop();
  };
  const files = (done: number, total: number): void => {
    if (Bar !== undefined && bar === undefined && done < total) start(total, 'checkout');
    update(done);
    if (done === total) stop();
  };
  return { show, files, stop };
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

export function readableBytes(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[step]}`;
}
