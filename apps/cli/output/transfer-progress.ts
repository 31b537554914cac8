/** Shows a push or fetch while it goes on: a bar with rate and time left for people, plain lines in a pipe. */
import type { SingleBar } from 'cli-progress';
import type { TransferEvent } from '#contracts/transfer-event.js';
import { counted, readableBytes } from './amounts.js';
import { BAR_LOOK, NO_PACE, pace } from './progress-bar.js';
import type { Terminal } from './terminal.js';

export interface TransferProgress {
  show(event: TransferEvent): void;
  /** Files put into the workspace. */
  files(done: number, total: number): void;
  stop(): void;
}

/** Seconds between the first two lines about outages, and the most between any two: each pause doubles. */
const PAUSE = { first: 5, longest: 60 };

export async function openTransferProgress(terminal: Terminal): Promise<TransferProgress> {
  const Bar = terminal.interactive ? (await import('cli-progress')).default.SingleBar : undefined;
  let bar: SingleBar | undefined;
  let started = 0;
  let nextWaiting = Number.NEGATIVE_INFINITY;
  let pause = PAUSE.first;
  /** The last reason that was told whole. */
  let reasonTold = '';
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
      ...BAR_LOOK,
    });
    bar.start(total, 0, { ...NO_PACE, amount: '' });
  };
  const update = (done: number, bytes = 0) => {
    if (bar === undefined) return;
    const amount = bytes > 0 ? ` · ${readableBytes(bytes)}` : '';
    bar.update(done, { ...pace(done, bar.getTotal() - done, started), amount });
  };
  const show = (event: TransferEvent): void => {
    if (event.type === 'looking') terminal.note(`Looking what ${event.address} has …`);
    else if (event.type === 'transfer-started') {
      const { direction, objects, bytes, address } = event;
      const amount = bytes > 0 ? `, ${readableBytes(bytes)}` : '';
      const [verb, where] = direction === 'push' ? ['Pushing', 'to'] : ['Fetching', 'from'];
      terminal.note(`${verb} ${counted(objects, 'object')}${amount} ${where} ${address}`);
      start(objects, direction);
    } else if (event.type === 'transfer-progress') update(event.done, event.bytes);
    else if (event.type === 'transfer-waiting') {
      const now = performance.now() / 1000;
      if (now < nextWaiting) return;
      nextWaiting = now + pause;
      pause = Math.min(2 * pause, PAUSE.longest);
      if (bar !== undefined) process.stderr.write('\r\u001b[K');
      const waiting = terminal.paint('yellow', 'waiting');
      // What is to be done is told once; that it goes on, again.
      const key = event.reason.replace(/\(.*\)/s, '');
      if (key === reasonTold) terminal.warn(`${waiting} Still the same. Trying again …`);
      else terminal.warn(`${waiting} ${event.reason} Trying again …`);
      reasonTold = key;
    } else stop();
  };
  const files = (done: number, total: number): void => {
    if (Bar !== undefined && bar === undefined && done < total) start(total, 'checkout');
    update(done);
    if (done === total) stop();
  };
  return { show, files, stop };
}
