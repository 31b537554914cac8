/** Shows a run while it runs: a bar with rate and time left for people, plain lines in a pipe. */
import type { SingleBar } from 'cli-progress';
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import { type Terminal, visible } from './terminal.js';

export interface RunProgress {
  show(event: PipelineEvent): void;
  /** Takes the bar off the screen. */
  stop(): void;
}

export async function openRunProgress(terminal: Terminal): Promise<RunProgress> {
  let bar: SingleBar | undefined;
  let started = 0;
  const newBar = terminal.interactive ? (await import('cli-progress')).default.SingleBar : undefined;
  const stop = () => {
    bar?.stop();
    bar = undefined;
  };
  const line = (text: string) => {
    // A bar redraws itself below whatever was written.
    if (bar !== undefined) process.stderr.write('\r\u001b[K');
    terminal.note(text);
  };
  const show = (event: PipelineEvent): void => {
    if (event.type === 'waiting') {
      const { command, pid, since, unseen } = event.holder;
      const where =
        unseen === undefined
          ? 'which is working in this workspace.'
          : `which claims this workspace from another machine or container, or from before a restart. Without a sign of life of it this run goes on within a minute or two; if you know that it is no longer running, remove ${visible(unseen)}`;
      terminal.warn(`Waiting for \`${command}\` (process ${pid}, since ${since}), ${where}`);
    } else if (event.type === 'stage-started') {
      started = performance.now();
      terminal.note(`${terminal.paint('bold', event.stage)}: ${event.reason}`);
      if (newBar !== undefined && event.total > 1) {
        bar = new newBar({
          format: '  {bar} {percentage}% · {value}/{total} · {rate}/s · {left} left{note}',
          barCompleteChar: '█',
          barIncompleteChar: '░',
          barsize: 28,
          hideCursor: true,
          clearOnComplete: true,
          linewrap: false,
        });
        bar.start(event.total, 0, { rate: '–', left: '–', note: '' });
      }
    } else if (event.type === 'stage-progress') {
      const seconds = (performance.now() - started) / 1000;
      const rate = event.done / seconds;
      if (bar !== undefined && event.total > 0) {
        bar.setTotal(event.total);
        const left = rate > 0 ? (event.total - event.done) / rate : Number.NaN;
        const failed = event.failed > 0 ? ` · ${event.failed} failed` : '';
        const note = failed + (event.note === undefined ? '' : ` · ${event.note}`);
        bar.update(event.done, {
          rate: rate < 10 ? rate.toFixed(1) : Math.round(rate),
          left: duration(left),
          note,
        });
      }
    } else if (event.type === 'item-failed') {
      line(`  ${terminal.paint('yellow', '✗')} ${visible(event.path)}: ${visible(event.message)}`);
    } else if (event.type === 'log') {
      line(`  ${event.stage} | ${event.line}`);
    } else if (event.type === 'stage-finished') stop();
  };
  return { show, stop };
}

export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
