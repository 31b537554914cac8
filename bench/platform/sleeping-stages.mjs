/** The platform's stages, with an etl that waits before it reads, as if it had a page before it. */
import { setTimeout as pause } from 'node:timers/promises';
import { STAGES } from '../../dist/libs/stages/stage-registry.js';

export const toolbox = {
  tool: async () => ({}),
  describe: async (name) => `sleeping-${name} 1`,
  close: async () => undefined,
};

export const sleepingStages = (milliseconds) => ({
  ...STAGES,
  etl: {
    ...STAGES.etl,
    run: async (call) => {
      await pause(milliseconds);
      return STAGES.etl.run(call);
    },
  },
});
