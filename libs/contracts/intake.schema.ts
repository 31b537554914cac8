/** The intake folder: files that are taken from it, and how it is doing. */
import { z } from 'zod';
import { type CallsOf, call } from './call-table.js';

export const INTAKE_TOPIC = 'orchestrator.intake';

/** A file as it was when it was taken; another size or time makes it another one. */
export interface IntakeMark {
  /** Absolute. */
  folder: string;
  /** Below it, with '/' between. */
  path: string;
  bytes: number;
  /** Nanoseconds since 1970, as digits. */
  modified: string;
}

/** What becomes of a file when its document has its answer. */
export const IntakeSortSchema = z.enum(['keep', 'move', 'copy']);
export type IntakeSort = z.infer<typeof IntakeSortSchema>;

export const IntakeStatusSchema = z
  .object({
    state: z
      .enum(['off', 'watching', 'away', 'held'])
      .describe('away: the folder cannot be read. held: nothing is taken, for the reason in `problem`.'),
    folder: z.string().nullable(),
    sort: IntakeSortSchema,
    owner: z.string().nullable().describe('Name of the account that its documents belong to.'),
    problem: z.object({ code: z.string(), message: z.string() }).nullable(),
    files: z.int().describe('In the folder, at the last look.'),
    settling: z.int().describe('Of these, those that may still be written.'),
    waiting: z.int().describe('Of these, those that wait to be taken.'),
    taken: z.int().describe('Since the start of the platform.'),
    sorted: z.int().describe('Since the start of the platform.'),
    looked_at: z.iso.datetime().nullable(),
    passed_over: z
      .array(z.object({ path: z.string(), reason: z.string() }))
      .describe('Files and folders that are not taken, with the reason; the first 100.'),
  })
  .meta({ id: 'Intake' });
export type IntakeStatus = z.infer<typeof IntakeStatusSchema>;

export const INTAKE_CALLS = { status: call(z.tuple([]), IntakeStatusSchema) };
export type IntakeCalls = CallsOf<typeof INTAKE_CALLS>;

/** Where no folder is watched. */
export const NO_INTAKE: IntakeStatus = {
  ...{ state: 'off', folder: null, sort: 'keep', owner: null, problem: null, looked_at: null },
  ...{ files: 0, settling: 0, waiting: 0, taken: 0, sorted: 0, passed_over: [] },
};
