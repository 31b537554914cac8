/** The product's table of contents: every stage there is, by name. */
import type { AnyStage, StageName } from '#contracts/stage.js';

export const STAGES: Partial<Record<StageName, AnyStage>> = {};
