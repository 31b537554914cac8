/** Why a file is not what it should be, in a few words: the first key that is wrong, or what its reader said. */
import { z } from 'zod';

export const schemaReason = (error: unknown): string =>
  error instanceof z.ZodError
    ? `${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}`
    : (error as Error).message;
