import { expect, test } from 'vitest';
import { InTurn } from './in-turn.ts';

test('one work after the other, whatever becomes of those before', async () => {
  const turns = new InTurn();
  const told: string[] = [];
  const work = (name: string, fails: boolean) => async () => {
    told.push(`${name} begins`);
    await new Promise((done) => setTimeout(done, 1));
    told.push(`${name} ends`);
    if (fails) throw new Error(name);
    return name;
  };
  const all = await Promise.allSettled([turns.run(work('a', true)), turns.run(work('b', false))]);
  expect(told).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});
