/** The way out for whatever users make this server send: guard and connection together, so that none goes without. */
import { sendRequest } from '#adapters/outgoing/send-request.js';
import { connectRefusal, outgoingUrl, parseOutgoingAllow } from '#core/outgoing/outgoing-guard.js';
import type { Workspace } from './open-workspace.js';

type Send = typeof sendRequest;

export interface Outgoing {
  /** @throws DomainError 'outgoing/refused' where nothing would ever be sent there */
  check(url: string): void;
  /** @throws DomainError 'outgoing/refused', 'outgoing/unreachable', 'outgoing/timeout' */
  send(url: string, options: Omit<Parameters<Send>[0], 'url' | 'refusal'>): ReturnType<Send>;
}

/** @throws DomainError 'config/invalid' */
export function openOutgoing({ settings }: Pick<Workspace, 'settings'>): Outgoing {
  const allow = parseOutgoingAllow(settings.outgoingAllow);
  return {
    check: (url) => void outgoingUrl(url, allow),
    send: async (url, options) =>
      sendRequest({
        ...options,
        url: outgoingUrl(url, allow),
        refusal: (host, address) => connectRefusal(host, address, allow),
      }),
  };
}
