/** The tools of this machine for stages that run here; each is loaded when it is first asked for. */
import type { Settings } from '#config/settings.js';
import { DomainError } from '#contracts/domain-error.js';
import type { StageToolbox } from './in-process-stage-invoker.js';

export function openToolbox(_settings: Settings): StageToolbox {
  const missing = (name: string): never => {
    throw new DomainError('ocr/engine-missing', `This version has no tool '${name}'.`);
  };
  return {
    tool: async (name) => missing(name),
    describe: async (name) => missing(name),
    close: async () => undefined,
  };
}
