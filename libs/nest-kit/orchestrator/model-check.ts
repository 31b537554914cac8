/** Ready means that a model answers: without one every upload would be refused. */
import { DomainError, type DomainErrorJson } from '#contracts/domain-error.js';
import type { Check } from '../health/health-checks.js';
import type { Orchestrator } from './orchestrator.js';

export const modelCheck =
  (orchestrator: Orchestrator): Check =>
  async (milliseconds) => {
    const { problem } = await orchestrator.status(milliseconds);
    if (problem) throw DomainError.fromJSON(problem as DomainErrorJson);
  };
