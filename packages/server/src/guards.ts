import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

/** What keeps everyone else away: other pages in the same browser, other users of the same machine. */
export interface Guarding {
  /** Made anew at every launch; whoever has it may use the server. */
  readonly token: string;
  /** Names by which the server may be asked for, as `Host` has them: with the port. */
  readonly hosts: ReadonlySet<string>;
}

/**
 * Refuses requests by a name that is not the server's (another name that resolves to this machine would let a page of it in), from other
 * pages, and without the token.
 */
export function guards({ token, hosts }: Guarding): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header('host');
    if (host === undefined || !hosts.has(host.toLowerCase()))
      return refused(421, 'this server goes by another name');
    const origin = context.req.header('origin');
    if (origin !== undefined && origin !== `http://${host}`)
      return refused(403, 'other pages may not use this server');
    const site = context.req.header('sec-fetch-site');
    if (site === 'cross-site' && context.req.header('sec-fetch-mode') !== 'navigate') {
      return refused(403, 'other pages may not use this server');
    }
    // cookies are shared among ports: each server has its own
    const cookie = `leukolens-${host.split(':').at(-1)}`;
    const given = context.req.query('token');
    if (given !== undefined && context.req.method === 'GET' && isSame(given, token)) {
      setCookie(context, cookie, token, { httpOnly: true, sameSite: 'Strict', path: '/' });
      return context.redirect('/', 303);
    }
    if (!isSame(getCookie(context, cookie) ?? '', token)) {
      return refused(401, 'open the address that the server printed when it started: it has the token');
    }
    return next();
  };
}

export function refused(status: number, error: string): Response {
  return Response.json({ error }, { status });
}

function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
