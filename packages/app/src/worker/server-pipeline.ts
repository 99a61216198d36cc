import { type Call, type Calls, fromWire, toWire } from '@leukolens/workbench';
import { type Pipeline, Stopped, Unanswered } from './client.ts';

/** Whether the page is served by `leukolens serve`, which computes for it. */
export function hasServer(): boolean {
  return document.querySelector('meta[name="leukolens-server"]') !== null;
}

/** The pipeline on the server that the page came from. */
export class ServerPipeline implements Pipeline {
  /** What was read, so that it can be read again when the server has let it go. */
  readonly #read = new Map<string, { readonly name: string; readonly file: Blob }>();
  /** What was last found in it, as it was asked for: maps and clusters are of that. */
  readonly #found = new Map<string, () => Promise<Response>>();

  async call<Name extends Call>(
    name: Name,
    args: Parameters<Calls[Name]>,
    signal?: AbortSignal,
  ): Promise<ReturnType<Calls[Name]>> {
    if (name === 'read') {
      const [id, called, file] = args as Parameters<Calls['read']>;
      this.#read.set(id, { name: called, file });
    }
    if (name === 'forget') {
      this.#read.delete(args[0] as string);
      this.#found.delete(args[0] as string);
    }
    const response = await this.#post(name, args, signal);
    if (response.ok && (name === 'analyze' || name === 'analyzeMask')) {
      this.#found.set(args[0] as string, () => this.#post(name, args, undefined));
    }
    if (response.status === 409) {
      const images =
        name === 'exportFiles' ? (args as Parameters<Calls['exportFiles']>)[0] : [{ id: args[0] }];
      for (const { id } of images) {
        const known = this.#read.get(id as string);
        if (known) await this.#post('read', [id, known.name, known.file], signal);
      }
      if (name === 'map' || name === 'clusters') await this.#found.get(args[0] as string)?.();
      return this.#result(await this.#post(name, args, signal));
    }
    return this.#result(response);
  }

  async #result<Result>(response: Response): Promise<Result> {
    if (response.ok) {
      const bytes = await response.arrayBuffer().catch((error: Error) => {
        throw error.name === 'AbortError' ? new Stopped() : error;
      });
      return fromWire(new Uint8Array(bytes)) as Result;
    }
    // it was started again: this page's token is the one of before
    if (response.status === 401) throw new Unanswered('the server was started again: load the page again');
    const { error } = (await response.json().catch(() => ({}))) as { error?: string };
    throw new Error(error ?? `the server answered ${response.status}`);
  }

  async #post(name: Call, args: readonly unknown[], signal: AbortSignal | undefined): Promise<Response> {
    const sent = await Promise.all(
      args.map(async (each) => (each instanceof Blob ? new Uint8Array(await each.arrayBuffer()) : each)),
    );
    for (let tries = 0; ; tries++) {
      const asked = fetch(`./api/call/${name}`, {
        method: 'POST',
        body: toWire(sent),
        headers: { 'Content-Type': 'application/msgpack' },
        ...(signal && { signal }),
      });
      const response = await asked.catch((error: Error) => {
        throw error.name === 'AbortError' ? new Stopped() : new Unanswered();
      });
      // too much at a time: others first
      if (response.status !== 503 || tries > 50) return response;
      await new Promise((wait) => setTimeout(wait, 200 + 100 * tries));
    }
  }
}

/** The names of the images of the folder that the server was started with; none where it was started without. */
export async function serverFolder(): Promise<readonly string[]> {
  const response = await fetch('./api/folder');
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return ((await response.json()) as { images: string[] }).images;
}

/**
 * The images of that folder, each as it has come.
 * @throws Error in the end, naming those that did not come
 */
export async function* serverImages(images: readonly string[]): AsyncGenerator<{ name: string; file: Blob }> {
  const lacking: string[] = [];
  for (const [number, name] of images.entries()) {
    const response = await fetch(`./api/folder/${number}`);
    if (response.ok) yield { name, file: await response.blob() };
    else lacking.push(`${name} (${(await response.json()).error})`);
  }
  if (lacking.length > 0) throw new Error(lacking.join(', '));
}
