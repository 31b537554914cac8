/** Where a request comes from; behind a proxy, the proxy: its header could be anybody's. */
import type { Request } from 'express';

export const addressOf = (request: Request): string => request.socket.remoteAddress ?? '';
