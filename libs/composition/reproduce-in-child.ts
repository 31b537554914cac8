/** Runs a pipeline in a process of its own, so that a long training keeps no upload waiting and a crash takes nothing along. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DomainError, type DomainErrorJson } from '#contracts/domain-error.js';
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import type { RunRequest } from '#contracts/run-record.schema.js';
import type { ReproduceResult } from './reproduce.js';

export interface ChildTask {
  directory: string;
  request: RunRequest;
  /** Shown to others who wait for this run. */
  command: string;
}

export type ChildMessage =
  | { type: 'event'; event: PipelineEvent }
  | { type: 'done'; result: ReproduceResult }
  | { type: 'failed'; error: DomainErrorJson };

/** Milliseconds for a clean stop; a page being read by OCR is given up at once, so this is plenty. */
const STOP_PATIENCE = 20_000;

/**
 * As `reproduce`, with the events passed on as they come.
 * @throws what `reproduce` throws, and 'pipeline/stage-failed' where the process ends without a word
 */
export function reproduceInChild(
  task: ChildTask,
  { signal, onEvent }: { signal: AbortSignal; onEvent: (event: PipelineEvent) => void },
): Promise<ReproduceResult> {
  const entry = fileURLToPath(new URL('./reproduce-child.js', import.meta.url));
  // Its stdout is ours for results only; whatever it says goes to stderr.
  const child = fork(entry, { stdio: ['ignore', 2, 2, 'ipc'], serialization: 'advanced' });
  return new Promise<ReproduceResult>((resolve, reject) => {
    const stop = () => stopChild(child);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    child.on('message', (message: ChildMessage) => {
      if (message.type === 'event') onEvent(message.event);
      else if (message.type === 'done') resolve(message.result);
      else reject(DomainError.fromJSON(message.error));
    });
    child.on('error', reject);
    child.on('close', (code, killedBy) => {
      signal.removeEventListener('abort', stop);
      if (signal.aborted) reject(new DomainError('pipeline/interrupted', 'The run was stopped.'));
      // After a good end this comes too late to change anything.
      reject(
        new DomainError(
          'pipeline/stage-failed',
          `The process of the run ended without a result (${killedBy ?? `exit code ${code}`}); often the machine has too little memory. What was finished is kept: start the run again.`,
        ),
      );
    });
    child.send(task, (error) => error && reject(error));
  });
}

function stopChild(child: ChildProcess): void {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE);
  child.once('close', () => clearTimeout(timer));
}
