import { writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { nodeRuntime } from '../runtime/node-runtime.ts';
import { checkOperation, failuresOf } from './check-operation.ts';
import { OPERATION_CASES } from './operation-cases.ts';

test('dump', async () => {
  const runtime = nodeRuntime({ threads: 1 });
  const rows = [];
  for (const c of OPERATION_CASES) {
    if (process.env.ONLY && !`${c.operation}: ${c.title}`.includes(process.env.ONLY)) continue;
    try {
      const r = await checkOperation(c, runtime);
      rows.push({
        n: `${c.operation}: ${c.title}`,
        op: c.operation,
        ...r,
        f: failuresOf(c, r),
        loose: !!c.looser,
      });
    } catch (e) {
      rows.push({ n: c.title, op: c.operation, f: [String(e)] });
    }
  }
  writeFileSync('/tmp/dump.json', JSON.stringify(rows));
}, 200000);
