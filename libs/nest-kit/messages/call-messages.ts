/** A table of questions over messages: the side that asks, and the side that answers. */
import { z } from 'zod';
import { type CallsOf, type CallTable, questionOf } from '#contracts/call-table.js';
import { DomainErrorSchema } from '#contracts/stage-message.schema.js';
import { type Conversation, messageController } from './message-controller.js';
import type { RemoteApp } from './remote-app.js';

/** Each question of the table, asked of another process. */
export function remoteCalls<Table extends CallTable>(
  topic: string,
  table: Table,
  app: RemoteApp,
): CallsOf<Table> {
  const calls = Object.entries(table).map(([ask, { gives }]) => {
    const replies = z.union([z.object({ gives }), z.object({ error: DomainErrorSchema })]);
    const call = async (...given: unknown[]): Promise<unknown> =>
      ((await app.ask(topic, { ask, given }, replies)) as { gives: unknown }).gives;
    return [ask, call];
  });
  return Object.fromEntries(calls) as CallsOf<Table>;
}

/** A controller that answers them. @param answerer the provider's token of who does */
export const callMessages = <Table extends CallTable>(
  topic: string,
  table: Table,
  answerer: Conversation<unknown>['answerer'],
) =>
  messageController(
    { topic, questions: questionOf(table), answerer },
    async (calls: CallsOf<Table>, { ask, given }) => {
      const call = calls[ask as keyof Table].bind(calls) as (...given: unknown[]) => Promise<unknown>;
      return { gives: await call(...(table[ask]!.takes.parse(given) as unknown[])) };
    },
  );
