/** Shows a run while it runs: one display with a bar for each stage that works on files, for people; plain lines in a pipe. */
import type { MultiBar, SingleBar } from 'cli-progress';
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import { type Terminal, visible } from './terminal.js';

export interface RunProgress {
  show(event: PipelineEvent): void;
  /** Takes the bars off the screen. */
  stop(): void;
}

interface StageBar {
  bar: SingleBar;
  started: number;
}

export async function openRunProgress(terminal: Terminal): Promise<RunProgress> {
  const library = terminal.interactive ? (await import('cli-progress')).default : undefined;
  let bars: MultiBar | undefined;
  const stages = new Map<string, StageBar>();
  const stop = () => {
    bars?.stop();
    bars = undefined;
    stages.clear();
  };
  /** Above the bars, which redraw themselves below it. */
  const line = (text: string) => {
    if (bars !== undefined && !terminal.quiet) bars.log(`${text}\n`);
    else terminal.note(text);
  };
  const begin = (stage: string, total: number) => {
    if (library === undefined || stages.has(stage)) return;
    bars ??= new library.MultiBar({
      format: '  {stage} {bar} {percentage}% · {value}/{total} · {rate}/s · {left} left{note}',
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: 28,
      hideCursor: true,
      clearOnComplete: true,
      linewrap: false,
    });
    const bar = bars.create(total, 0, { stage, rate: '–', left: '–', note: '' });
    stages.set(stage, { bar, started: performance.now() });
  };
  const end = (stage: string) => {
    const shown = stages.get(stage);
    if (shown === undefined) return;
    bars?.remove(shown.bar);
    stages.delete(stage);
    if (stages.size === 0) stop();
  };
  const show = (event: PipelineEvent): void => {
    if (event.type === 'waiting') {
      const { command, pid, since, unseen } = event.holder;
      const where =
        unseen === undefined
          ? 'which is working in this workspace.'
          : `which claims this workspace from another machine or container, or from before a restart. Without a sign of life of it this run goes on within a minute or two; if you know that it is no longer running, remove ${visible(unseen)}`;
      terminal.warn(`Waiting for \`${command}\` (process ${pid}, since ${since}), ${where}`);
    } else if (event.type === 'mended') {
      terminal.warn(`\`${event.about}\` had been interrupted; it is complete now.`);
      for (const path of event.kept) tellKept(terminal, path);
    } else if (event.type === 'kept') {
      tellKept(terminal, event.path);
    } else if (event.type === 'stage-started') {
      line(`${terminal.paint('bold', event.stage)}: ${event.reason}`);
      if (event.total > 1) begin(event.stage, event.total);
    } else if (event.type === 'stage-progress') {
      if (event.total > 0) begin(event.stage, event.total);
      const shown = stages.get(event.stage);
      if (shown !== undefined && event.total > 0) update(shown, event);
    } else if (event.type === 'item-failed') {
      line(`  ${terminal.paint('yellow', '✗')} ${visible(event.path)}: ${visible(event.message)}`);
    } else if (event.type === 'log') {
      line(`  ${event.stage} | ${event.line}`);
    } else if (event.type === 'stage-finished') end(event.name);
  };
  return { show, stop };
}

function update(
  { bar, started }: StageBar,
  { done, total, failed, note }: Extract<PipelineEvent, { type: 'stage-progress' }>,
): void {
  const rate = done / ((performance.now() - started) / 1000);
  const left = rate > 0 ? (total - done) / rate : Number.NaN;
  bar.setTotal(total);
  bar.update(done, {
    rate: rate < 10 ? rate.toFixed(1) : Math.round(rate),
    left: duration(left),
    note: (failed > 0 ? ` · ${failed} failed` : '') + (note === undefined ? '' : ` · ${note}`),
  });
}

/** Of files that were edited while a command worked on them. */
const tellKept = (terminal: Terminal, path: string): void =>
  terminal.warn(`Kept as ${visible(path)}: it was written while Docket worked on that file.`);

export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
