import { describe, expect, test } from 'vitest';
import { csvLine } from './csv.ts';

describe('csvLine', () => {
  test('writes numbers in full and leaves out what is not there', () => {
    expect(csvLine(['a', 1 / 3, undefined, Number.NaN, -2])).toBe('a,0.3333333333333333,,,-2\r\n');
  });

  test('quotes commas, quotes and line breaks', () => {
    expect(csvLine(['a,b', 'say "hi"', 'two\nlines'])).toBe('"a,b","say ""hi""","two\nlines"\r\n');
  });

  test('disarms formulas', () => {
    expect(csvLine(['=1+1', '+cmd', '-x', '@sum', '\tx'])).toBe("'=1+1,'+cmd,'-x,'@sum,'\tx\r\n");
    expect(csvLine(['=HYPERLINK("http://x","y")'])).toBe('"\'=HYPERLINK(""http://x"",""y"")"\r\n');
  });

  test('leaves Unicode and HTML as they are', () => {
    expect(csvLine(['Süß 血.png', '<img src=x>'])).toBe('Süß 血.png,<img src=x>\r\n');
  });
});
