import { expect, test } from 'vitest';
import { COMMANDS } from './index.ts';

test.each(COMMANDS.map((command) => [command.name, command] as const))(
  '%s: every option goes by its long flag, or it would never be given',
  (_, { options }) => {
    for (const [name, { flag }] of Object.entries(options)) {
      const long = flag.match(/--(?:no-)?([a-z0-9-]+)/)![1]!;
      expect(long.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())).toBe(name);
    }
  },
);
