import { expect, test } from 'vitest';
import { epochWords, tellingOutlined } from './training-words.ts';

test('an epoch in words, of the first training and of the second', () => {
  const validation = { accuracy: 0.75, loss: 1 };
  const record = { epoch: 2, step: 8, learningRate: 0.1, loss: 0.5 };
  expect(epochWords({ ...record, validation }, 10)).toBe(
    'epoch 2 of 10: loss 0.5000, accuracy on watched images 0.750',
  );
  expect(epochWords(record, 10, true)).toBe('once more, epoch 2 of 10: loss 0.5000');
});

test('of pictures whose nuclei are found, every so many is told', () => {
  const lines: string[] = [];
  const outlined = tellingOutlined((line) => lines.push(line), 2);
  for (let i = 0; i < 5; i++) outlined();
  expect(lines).toEqual(['nuclei found in 2 pictures', 'nuclei found in 4 pictures']);
});
