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
  /** Answers as they come, in any order. */
  onAnswer?: (answer: DocumentAnswer, done: number) => void;
  log?: (sentence: string) => void;
  /** Lent: the caller closes it. */
  toolbox?: StageToolbox;
}

/**
 * @returns one answer a file, in order; a file that cannot be read is an answer with status 'failed'
 * @throws DomainError 'model/missing' and others for which no file is to blame, 'pipeline/interrupted'
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
    let done = 0;
    const work = async (): Promise<void> => {
      for (let at = next++; at < files.length; at = next++) {
        const file = files[at]!;
        if (signal.aborted)
          throw new DomainError('pipeline/interrupted', 'Stopped before all files were read.');
        answers[at] = await readSourceFile(file, cwd)
          .then((source) => classifier.classify(source, { signal, ...(log && { log }) }))
          .then(({ answer }) => answer)
          .catch((error: unknown) => {
            if (!isDocumentsOwn(error)) throw error;
            return failedAnswer(file, error, { name: model.name, version: model.version });
          });
        done += 1;
        onAnswer?.(answers[at]!, done);
      }
    };
    // One more than cores, so that none waits while a page is decoded.
    await Promise.all(Array.from({ length: Math.min(files.length, availableParallelism() + 1) }, work));
    return answers;
  } finally {
    if (lent.toolbox === undefined) await toolbox.close();
  }
}
