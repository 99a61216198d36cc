const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters, which XML can't hold, and the marks that turn the direction of writing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be found
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

/** Lone halves of surrogate pairs, which no encoding of Unicode has. */
const HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text as it may stand in HTML or SVG, between tags or in a quoted attribute: names come from strangers. */
export function escapeMarkup(text: string): string {
  return text
    .replace(UNPRINTABLE, '\ufffd')
    .replace(HALF, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
