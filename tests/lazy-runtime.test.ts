import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { leukolens } from './run-command.ts';

/** Runs statements in a Node of its own and says which native libraries of ONNX Runtime it had loaded in the end. */
function loadedBy(statements: string): string[] {
  const script = `${statements}
    const { sharedObjects } = process.report.getReport();
    console.error('LOADED ' + JSON.stringify(sharedObjects.filter((name) => /onnxruntime/.test(name))));`;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  const line = stderr.split('\n').find((each) => each.startsWith('LOADED '));
  return JSON.parse((line ?? stderr).slice('LOADED '.length));
}

const built = (path: string) => JSON.stringify(pathToFileURL(`packages/${path}`).href);

test('the handcrafted method loads no ONNX Runtime, neither in the command nor in its workers', () => {
  const out = mkdtempSync(join(tmpdir(), 'lazy-runtime-'));
  try {
    const given = ['--method', 'handcrafted', '-o', join(out, 'results'), '--jobs', '1'];
    const words = JSON.stringify(['segment', 'samples', ...given]);
    expect(
      loadedBy(`const { runCommandLine } = await import(${built('cli/dist/program.js')});
        if ((await runCommandLine(${words})) !== 0) throw new Error('segment failed');`),
    ).toEqual([]);
    expect(
      loadedBy(`const { ImageJob } = await import(${built('batch/dist/image-job.js')});
        const { runSettingsSchema } = await import(${built('batch/dist/settings.js')});
        const settings = runSettingsSchema.parse({ method: 'handcrafted' });
        await ImageJob.start({ settings, out: ${JSON.stringify(out)} });`),
    ).toEqual([]);
  } finally {
    rmSync(out, { recursive: true });
  }
});

test('what loads it is seen', () => {
  expect(loadedBy(`await import(${built('engine/dist/node.js')});`)).not.toEqual([]);
});

test('doctor says what ONNX Runtime offers, and tries a network', async () => {
  const { code, stdout } = await leukolens(['doctor', '--json']);
  const { findings } = JSON.parse(stdout) as { findings: { subject: string; finding: string }[] };
  const said = Object.fromEntries(findings.map(({ subject, finding }) => [subject, finding]));
  expect(code).toBe(0);
  expect(said.devices).toMatch(/^cpu; .*webgpu.* \(ONNX Runtime \d+\.\d+\.\d+\)$/);
  expect(said.network).toBe('a known convolution gives its known numbers on cpu');
});
