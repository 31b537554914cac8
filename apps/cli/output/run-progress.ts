/** Shows a run while it runs: one display with a bar for each stage that works on files, for people; plain lines in a pipe. */

import type { MultiBar, SingleBar } from 'cli-progress';
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import { visible, visibleLines } from '#contracts/visible-text.js';
import { BAR_LOOK, NO_PACE, pace } from './progress-bar.js';
import { tellHold } from './tell-hold.js';
import type { Terminal } from './terminal.js';

export interface RunProgress {
  show(event: PipelineEvent): void;
  /** A line above the bars. */
  note(line: string): void;
  /** Takes the bars off the screen. */
  stop(): void;
}

interface StageBar {
  bar: SingleBar;
  started: number;
}

/** Milliseconds between two lines about the same stage in a pipe: a log that stands still looks like a run that hangs. */
const TELL_EVERY = 10_000;

/** @param clock milliseconds */
export async function openRunProgress(
  terminal: Terminal,
  clock = () => performance.now(),
): Promise<RunProgress> {
  const library = terminal.interactive ? (await import('cli-progress')).default : undefined;
  let bars: MultiBar | undefined;
  const stages = new Map<string, StageBar>();
  const told = new Map<string, number>();
  const opened = clock();
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
      ...BAR_LOOK,
    });
    const bar = bars.create(total, 0, { stage, ...NO_PACE, note: '' });
    stages.set(stage, { bar, started: performance.now() });
  };
  const end = (stage: string) => {
    const shown = stages.get(stage);
    if (shown === undefined) return;
    bars?.remove(shown.bar);
    stages.delete(stage);
    if (stages.size === 0) stop();
  };
  /** For whoever reads it in a log. */
  const tell = ({ stage, done, total, failed }: Extract<PipelineEvent, { type: 'stage-progress' }>) => {
    if (terminal.interactive || total <= 1 || done === total) return;
    if (clock() - (told.get(stage) ?? opened) < TELL_EVERY) return;
    told.set(stage, clock());
    line(`  ${stage}: ${done} of ${total}${failed > 0 ? `, ${failed} failed` : ''}`);
  };
  const show = (event: PipelineEvent): void => {
    if (event.type === 'stage-started') {
      line(`${terminal.paint('bold', event.stage)}: ${visible(event.reason)}`);
      told.set(event.stage, clock());
      if (event.total > 1) begin(event.stage, event.total);
    } else if (event.type === 'stage-progress') {
      if (event.total > 0) begin(event.stage, event.total);
      const shown = stages.get(event.stage);
      if (shown !== undefined && event.total > 0) update(shown, event);
      tell(event);
    } else if (event.type === 'item-failed') {
      line(`  ${terminal.paint('yellow', '✗')} ${visible(event.path)}: ${visibleLines(event.message)}`);
    } else if (event.type === 'log') {
      line(`  ${event.stage} | ${visibleLines(event.line)}`);
    } else if (event.type === 'stage-finished') end(event.name);
    else tellHold(terminal, event);
  };
  return { show, note: line, stop };
}

function update(
  { bar, started }: StageBar,
  { done, total, cached, failed, note }: Extract<PipelineEvent, { type: 'stage-progress' }>,
): void {
  bar.setTotal(total);
  bar.update(done, {
    ...pace(done - cached - failed, total - done, started),
    note: (failed > 0 ? ` · ${failed} failed` : '') + (note === undefined ? '' : ` · ${visible(note)}`),
  });
}
