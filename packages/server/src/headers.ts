import type { MiddlewareHandler } from 'hono';

/** libvips for the browser, which reads slides, makes functions of texts of its own: in workers of these files, and nowhere else. */
const READS_SLIDES = /^\/assets\/(slide\.worker|vips-es6)-[\w-]+\.js$/;

const policy = (evaluating: boolean) =>
  [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval'${evaluating ? " 'unsafe-eval'" : ''} blob:`,
    "worker-src 'self' blob:",
    "connect-src 'self'",
    "img-src 'self' blob: data:",
    "style-src 'self' 'unsafe-inline'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** What every answer says: nothing from elsewhere, nothing for elsewhere, isolated so that threads may share memory. */
const HEADERS = {
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
} as const;

/** Sets them on every answer, refusals among them. */
export const strictHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  const headers = { ...HEADERS, 'Content-Security-Policy': policy(READS_SLIDES.test(context.req.path)) };
  for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
};
