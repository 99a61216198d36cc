import { escapeMarkup } from './escape.ts';

/** Nothing is fetched, and nothing runs that is not named: pictures lie in the page. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/**
 * What an HTML file begins with that needs nothing else, up to its body.
 * @param script SHA-256, in Base64, of the one script that may run; without it none may
 */
export function htmlHead(title: string, style: string, script?: string): string {
  const policy = script === undefined ? POLICY : `${POLICY}; script-src 'sha256-${script}'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeMarkup(title)}</title>
<style>${style}</style>
</head>
<body>
`;
}
