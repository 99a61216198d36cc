import { expect, test } from 'vitest';
import { escapeMarkup } from './escape.ts';

test('a name can neither open a tag nor leave an attribute', () => {
  expect(escapeMarkup(`<img src=x onerror="alert('1')">&amp;`)).toBe(
    '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;',
  );
});

test('what XML cannot hold, and what would turn the line round, is replaced; other writing is kept', () => {
  expect(escapeMarkup('a\u0000b\u202ec\ud800d')).toBe('a\ufffdb\ufffdc\ufffdd');
  expect(escapeMarkup('血液 Ω 🩸')).toBe('血液 Ω 🩸');
});
