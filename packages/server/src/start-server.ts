import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { serve } from '@hono/node-server';
import { type ApplicationOptions, pageApplication } from './application.ts';

export interface ServerOptions extends Omit<ApplicationOptions, 'token' | 'hosts'> {
  /** Where it listens. Default 127.0.0.1: this machine alone. */
  readonly host?: string;
  /** 0 takes any that is free. */
  readonly port: number;
}

/** A server that listens. */
export interface PageServer {
  /** Where the page is, with the token: whoever has it may use the server. */
  readonly url: string;
  close(): Promise<void>;
}

/** Requests that take longer to come in are cut off, ms. */
const [HEADERS_MS, REQUEST_MS] = [10_000, 120_000];
/** Connections at a time; more are refused. */
const MOST_CONNECTIONS = 256;

/** Starts the server. @throws the system's error where it may not listen there */
export async function startServer({
  host = '127.0.0.1',
  port,
  ...options
}: ServerOptions): Promise<PageServer> {
  const token = randomBytes(24).toString('base64url');
  const hosts = new Set<string>();
  const application = pageApplication({ ...options, token, hosts });
  const server = serve({
    fetch: application.fetch,
    hostname: host,
    port,
    serverOptions: { headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS, maxHeaderSize: 16_384 },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  if ('maxConnections' in server) server.maxConnections = MOST_CONNECTIONS;
  const bound = (server.address() as AddressInfo).port;
  const everywhere = host === '0.0.0.0' || host === '::';
  const others = everywhere ? [...addresses(), hostname()] : [];
  for (const name of [host, 'localhost', '127.0.0.1', ...others].map(inAddress)) {
    hosts.add(`${name}:${bound}`.toLowerCase());
    // browsers leave the usual port out
    if (bound === 80) hosts.add(name.toLowerCase());
  }
  return {
    url: `http://${inAddress(everywhere ? (others[0] ?? 'localhost') : host)}:${bound}/?token=${token}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

/** The addresses by which other machines reach this one. */
function addresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((each) =>
    (each ?? []).flatMap(({ internal, address }) => (internal ? [] : [address])),
  );
}

/** A name or address as it stands before a port. */
function inAddress(name: string): string {
  return name.includes(':') ? `[${name}]` : name;
}
