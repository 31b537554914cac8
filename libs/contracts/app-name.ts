/** The processes there are; each starts alone or with others in one process. */
import { STAGE_NAMES } from './stage.js';

/** The order also gives each app its port offset on one machine, so append only. */
export const APP_NAMES = ['gateway', 'orchestrator', 'admin-backend', ...STAGE_NAMES] as const;
export type AppName = (typeof APP_NAMES)[number];
