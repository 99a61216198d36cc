import { escapeMarkup } from './escape.ts';

/** Nothing is fetched and nothing runs: pictures lie in the page. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/** What an HTML file begins with that needs nothing else, up to its body. */
export function htmlHead(title: string, style: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escapeMarkup(title)}</title>
<style>${style}</style>
</head>
<body>
`;
}
