/** The tools of this machine for stages that run here; each is loaded when it is first asked for. */
import { join } from 'node:path';
import { DomainError } from '#contracts/domain-error.js';
import type { StageToolbox } from './in-process-stage-invoker.js';
import { runningProcesses, type Workspace } from './open-workspace.js';
import type { ClosableStageTools } from './stage-tools.js';

export function openToolbox({ settings, state }: Pick<Workspace, 'settings' | 'state'>): StageToolbox {
  let opening: Promise<ClosableStageTools> | null = null;
  const open = (): Promise<ClosableStageTools> => {
    opening ??= import('./stage-tools.js').then(({ createStageTools }) =>
      createStageTools({
        ocrEngine: settings.ocrEngine,
        cacheDirectory: join(state, 'ocr'),
        running: runningProcesses(state),
      }),
    );
    return opening;
  };
  const toolNamed = async (name: string) => {
    const { ocr, pdf, images, trials } = await open();
    const tool = { ocr, pdf, images, trials }[name];
    if (!tool) throw new DomainError('internal/unexpected', `This version has no tool '${name}'.`);
    return tool;
  };
  return {
    tool: toolNamed,
    describe: async (name) => {
      const { version, name: engine, data } = { data: '', ...(await (await toolNamed(name)).describe()) };
      return [engine, version, data].filter((part) => part !== '').join(' ');
    },
    close: async () => (await opening)?.close(),
  };
}
