/** The way out for whatever users make this server send: guard and connection together, so that none goes without. */
import { type OutgoingRequest, sendRequest } from '#adapters/outgoing/send-request.js';
import {
  isRedirect,
  MOST_REDIRECTS,
  redirectTarget,
  tooManyRedirects,
} from '#core/outgoing/follow-redirect.js';
import { connectRefusal, outgoingUrl, parseOutgoingAllow } from '#core/outgoing/outgoing-guard.js';
import { statusRefusal } from '#core/outgoing/status-refusal.js';
import type { Workspace } from './open-workspace.js';

type Send = typeof sendRequest;

export interface FetchOptions<Received>
  extends Pick<OutgoingRequest, 'headers' | 'milliseconds' | 'mostBytes' | 'signal'> {
  /** Takes the document as it comes. */
  receive: (body: AsyncIterable<Uint8Array>) => Promise<Received>;
}

export interface Outgoing {
  /** @throws DomainError 'outgoing/refused' where nothing would ever be sent there */
  check(url: string): void;
  /** @throws DomainError 'outgoing/refused', 'outgoing/unreachable', 'outgoing/timeout' */
  send(url: string, options: Omit<Parameters<Send>[0], 'url' | 'refusal' | 'receive'>): ReturnType<Send>;
  /**
   * GET of a document, redirects followed, each of them guarded like the first address.
   * @throws DomainError as {@link send}, 'outgoing/no-document', 'outgoing/too-large', and what `receive` throws
   */
  fetch<Received>(url: string, options: FetchOptions<Received>): Promise<Received>;
}

/** @throws DomainError 'config/invalid' */
export function openOutgoing({ settings }: Pick<Workspace, 'settings'>): Outgoing {
  const allow = parseOutgoingAllow(settings.outgoingAllow);
  const refusal = (host: string, address: string) => connectRefusal(host, address, allow);
  return {
    check: (url) => void outgoingUrl(url, allow),
    send: async (url, options) => sendRequest({ ...options, url: outgoingUrl(url, allow), refusal }),
    fetch: async (first, { milliseconds, ...options }) => {
      const end = performance.now() + milliseconds;
      let url = outgoingUrl(first, allow);
      for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
        const left = Math.max(1, Math.ceil(end - performance.now()));
        const reply = await sendRequest({ ...options, url, refusal, method: 'GET', milliseconds: left });
        if ('received' in reply) return reply.received!;
        if (!isRedirect(reply.status)) throw statusRefusal(reply.status, reply.retryAfter, Date.now());
        url = outgoingUrl(redirectTarget(url, reply.location), allow);
      }
      throw tooManyRedirects();
    },
  };
}
