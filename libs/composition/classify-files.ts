/** Classifies files of this machine with the workspace's model, without any server: what `docket predict` does. */
import { availableParallelism } from 'node:os';
import { DomainError } from '#contracts/domain-error.js';
import type { DocumentAnswer } from '#contracts/prediction.schema.js';
import { failedAnswer } from '#core/prediction/classify-document.js';
import { isDocumentsOwn } from '#core/prediction/is-documents-own.js';
import { InProcessStageInvoker, type StageToolbox } from './in-process-stage-invoker.js';
import { openClassifier } from './open-classifier.js';
import type { Workspace } from './open-workspace.js';
import { readSourceFile } from './read-source-file.js';
import { openToolbox } from './stage-toolbox.js';

export interface ClassifyFilesOptions {
  /** Relative file names start here. */
  cwd: string;
  signal: AbortSignal;
  /** Answers as they come, in any order; nothing for files that were not read. */
  onAnswer?: (answer: DocumentAnswer) => void;
  log?: (sentence: string) => void;
  /** Lent: the caller closes it. */
  toolbox?: StageToolbox;
}

/** Whether the file was not read, because the reading was stopped before. */
export const wasNotRead = ({ error }: DocumentAnswer): boolean => error?.code === INTERRUPTED;

const INTERRUPTED = 'pipeline/interrupted';

/**
 * @returns one answer a file, in order; a file that cannot be read is an answer with status 'failed', and so is one
 *   that was not read when `signal` was aborted (see {@link wasNotRead})
 * @throws DomainError 'model/missing' and others for which no file is to blame
 */
export async function classifyFiles(
  workspace: Workspace,
  files: readonly string[],
  { cwd, signal, onAnswer, log, ...lent }: ClassifyFilesOptions,
): Promise<DocumentAnswer[]> {
  const { STAGES } = await import('#stages/stage-registry.js');
  const toolbox = lent.toolbox ?? openToolbox(workspace);
  try {
    const invoker = new InProcessStageInvoker(STAGES, toolbox);
    const classifier = await openClassifier(workspace, { invoker, ...(log && { log }) });
    const model = await classifier.model();
    const answers = new Array<DocumentAnswer>(files.length);
    let next = 0;
    const answerTo = async (file: string): Promise<DocumentAnswer> => {
      try {
        if (signal.aborted) throw new DomainError(INTERRUPTED, 'Not read: the command was stopped.');
        const source = await readSourceFile(file, cwd);
        return (await classifier.classify(source, { signal, ...(log && { log }) })).answer;
      } catch (error) {
        const stopped = error instanceof DomainError && error.code === INTERRUPTED && signal.aborted;
        if (!stopped && !isDocumentsOwn(error)) throw error;
        return failedAnswer(file, error, { name: model.name, version: model.version });
      }
    };
    const work = async (): Promise<void> => {
      for (let at = next++; at < files.length; at = next++) {
        const answer = await answerTo(files[at]!);
        answers[at] = answer;
        if (!wasNotRead(answer)) onAnswer?.(answer);
      }
    };
    // One more than cores, so that none waits while a page is decoded.
    await Promise.all(Array.from({ length: Math.min(files.length, availableParallelism() + 1) }, work));
    return answers;
  } finally {
    if (lent.toolbox === undefined) await toolbox.close();
  }
}
