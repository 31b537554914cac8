/** Tables of questions to an app: each with what it takes and gives, so that asking here and by message is the same. */
import { z } from 'zod';

export interface Call<Takes extends z.ZodTuple = z.ZodTuple, Gives extends z.ZodType = z.ZodType> {
  takes: Takes;
  gives: Gives;
}
export type CallTable = Readonly<Record<string, Call>>;

export const call = <Takes extends z.ZodTuple, Gives extends z.ZodType>(
  takes: Takes,
  gives: Gives,
): Call<Takes, Gives> => ({ takes, gives });

/** Whoever answers every question of a table. */
export type CallsOf<Table extends CallTable> = {
  [Name in keyof Table]: (...given: z.infer<Table[Name]['takes']>) => Promise<z.infer<Table[Name]['gives']>>;
};

/** A question as it travels. */
export const questionOf = <Name extends string>(table: Readonly<Record<Name, Call>>) =>
  z.object({
    ask: z.enum(Object.keys(table) as [Name, ...Name[]]),
    given: z.array(z.unknown()),
  });
