import {
  type Call,
  type Calls,
  callArguments,
  fromWire,
  type Handlers,
  isCall,
  toWire,
  UnknownImage,
} from '@leukolens/workbench';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Guarding, guards, refused } from './guards.ts';
import { strictHeaders } from './headers.ts';
import { pageFile } from './page-files.ts';
import { Queue } from './queue.ts';

/** An image of the folder that the server was started with. */
export interface FolderImage {
  /** Its path below the folder, with forward slashes. */
  readonly name: string;
  /** @throws Error whose message says in one line, and without paths, why it cannot be read */
  read(): Promise<Uint8Array<ArrayBuffer>>;
}

export interface ApplicationOptions extends Guarding {
  /** Folder of the built page. */
  readonly page: string;
  readonly handlers: Handlers;
  /** Images that the page begins with. */
  readonly images: readonly FolderImage[];
  /** Bytes that a request may have, at most. Default 256 MiB. */
  readonly maxBytes?: number;
  /** Calls that wait or are worked on, at most. Default 256. */
  readonly maxWaiting?: number;
}

/** The server as a function of requests: the page, the folder's images, and the pipeline call by call. */
export function pageApplication(options: ApplicationOptions): Hono {
  const { page, handlers, images, maxBytes = 2 ** 28, maxWaiting = 256 } = options;
  const queue = new Queue(maxWaiting);
  const application = new Hono();
  application.use(strictHeaders, guards(options));
  application.get('/api/folder', () => Response.json({ images: images.map(({ name }) => name) }));
  application.get('/api/folder/:number{[0-9]{1,7}}', async (context) => {
    const image = images[Number(context.req.param('number'))];
    if (image === undefined) return refused(404, 'there is no such image');
    const bytes = await image.read().catch((error: Error) => error);
    if (bytes instanceof Error) return refused(404, bytes.message);
    return new Response(bytes, { headers: { 'Content-Type': 'application/octet-stream' } });
  });
  application.post(
    '/api/call/:name{[A-Za-z]{1,32}}',
    bodyLimit({
      maxSize: maxBytes,
      onError: () =>
        refused(413, `at most ${maxBytes} bytes are taken at a time; serve --max-upload takes more`),
    }),
    async (context) => {
      const name = context.req.param('name');
      if (!isCall(name)) return refused(404, `there is no call ${name}`);
      const args = await argumentsOf(name, context.req.raw);
      if (args instanceof Error) return refused(400, args.message);
      const handler = handlers[name] as (signal: AbortSignal, ...all: unknown[]) => unknown;
      const answered = queue.add(async () => handler(context.req.raw.signal, ...args));
      if (answered === undefined) {
        return new Response(null, { status: 503, headers: { 'Retry-After': '1' } });
      }
      try {
        const result = (await answered) ?? null;
        return new Response(toWire(result), { headers: { 'Content-Type': 'application/msgpack' } });
      } catch (error) {
        if (error instanceof UnknownImage) return refused(409, error.message);
        return refused(422, (error as Error).message);
      }
    },
  );
  application.all('/api/*', () => refused(404, 'there is nothing of that name'));
  application.get('*', async (context) => {
    const file = await pageFile(page, decoded(new URL(context.req.url).pathname));
    if (file === undefined) return refused(404, 'the page has no such file');
    return new Response(file.bytes, { headers: { 'Content-Type': file.type } });
  });
  application.all('*', () => refused(405, 'only GET is answered here'));
  application.onError(() => refused(400, 'that could not be understood'));
  return application;
}

/** A call's arguments, or what is wrong with them. */
async function argumentsOf<Name extends Call>(
  name: Name,
  request: Request,
): Promise<Parameters<Calls[Name]> | Error> {
  const body = new Uint8Array(await request.arrayBuffer());
  let found: unknown;
  try {
    found = fromWire(body);
  } catch {
    return new Error('expected the arguments of a call, as MessagePack');
  }
  try {
    return callArguments(name, found);
  } catch (error) {
    return error as Error;
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '\0';
  }
}
