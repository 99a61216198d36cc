import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { RunError } from '@leukolens/batch';
import { z } from 'zod';

/** What the process that segments a field is told. */
export const fieldJobSchema = z.strictObject({ side: z.int().positive(), modelFolder: z.string() });
export type FieldJob = z.infer<typeof fieldJobSchema>;

/** How long one large field took, in a process of its own. */
export const fieldTimesSchema = z.strictObject({
  /** Width and height of the field, pixels. */
  side: z.number(),
  /** Width and height at which the network saw it, working pixels. */
  workingSide: z.number(),
  nuclei: z.number(),
  /** From pixels to the mask, and from there to measured nuclei. */
  seconds: z.strictObject({ segment: z.number(), measure: z.number() }),
  megapixelsPerSecond: z.number(),
  /** The most memory that the process has held, the field's own pixels among it, GiB. */
  peak: z.number(),
});
export type FieldTimes = z.infer<typeof fieldTimesSchema>;

const PROGRAM = fileURLToPath(new URL('./field-process.js', import.meta.url));

/** Segments and measures a synthetic field in a process of its own, so that its peak of memory is nobody else's. */
export function timeField(job: FieldJob): Promise<FieldTimes> {
  return new Promise((resolve, reject) => {
    const child = fork(PROGRAM, [JSON.stringify(job)]);
    child.once('message', (message) => resolve(fieldTimesSchema.parse(message)));
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      reject(new RunError(`the process that segments the field ended without a result (${signal ?? code})`));
    });
  });
}
