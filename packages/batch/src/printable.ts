/** Text of a stranger's, such as a file's name, without what would move the terminal's cursor or turn the line about. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}
