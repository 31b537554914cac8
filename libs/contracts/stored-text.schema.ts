/** A text that the database can hold: PostgreSQL knows every character but that of number 0. */
import { z } from 'zod';

export const StoredTextSchema = z.string().regex(/^[^\0]*$/, 'takes no character of number 0');
