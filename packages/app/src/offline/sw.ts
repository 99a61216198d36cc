/// <reference lib="webworker" />

/** The files of the page, and a name for them all that changes when one of them does; put in when the page is built. */
declare const FILES: readonly string[];
declare const VERSION: string;

const worker = globalThis as unknown as ServiceWorkerGlobalScope;

/** Of this page alone: other pages of the host have caches of their own. */
const OURS = `leukolens-${worker.registration.scope}-`;
const CACHE = OURS + VERSION;

worker.addEventListener('install', (event) => {
  // what the first nuclei need comes by the page's own requests; the rest, models among it, as it is asked for
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) =>
        cache.addAll(FILES.filter((file) => !/\.(wasm|safetensors)$/.test(file)).map((file) => asked(file))),
      )
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names.filter((name) => name.startsWith(OURS) && name !== CACHE).map((name) => caches.delete(name)),
        ),
      )
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== worker.location.origin) return;
  event.respondWith(answer(request));
});

/** From the cache, else from the host and kept; isolated either way, whatever the host sends. */
async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const known = await cache.match(request, { ignoreSearch: true });
  if (known) return isolated(known);
  const response = await fetch(asked(request));
  // a full disk costs the next visit without a network, and nothing else
  if (response.ok && response.type === 'basic')
    await cache.put(request, response.clone()).catch(() => undefined);
  return isolated(response);
}

/** Asks the host whether a file has changed: what the browser kept of it may be of the version before, and would stay with this one. */
function asked(file: RequestInfo): Request {
  return new Request(file, { cache: 'no-cache' });
}

function isolated(response: Response): Response {
  if (response.status === 0) return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
