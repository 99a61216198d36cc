import { imageResultSchema } from '@leukolens/cad';
import { z } from 'zod';
import { type Call, type Calls, EXPORT_PARTS, METHODS, STAGES, type Stage } from './protocol.ts';

const id = z.string().min(1).max(200);
const side = z
  .int()
  .min(1)
  .max(2 ** 20);
const micrometresPerPixel = z.number().positive().max(10_000);
const bytes = z.instanceof(Uint8Array<ArrayBuffer>, { error: 'expected bytes' });
const settings = z.strictObject({
  method: z.enum(METHODS),
  split: z.boolean(),
  micrometresPerPixel: micrometresPerPixel.optional(),
});
const { photograph: _, ...computed } = STAGES;

/** What each call takes, as it comes in from another program. */
const ARGUMENTS = {
  start: z.tuple([]),
  loadClassifiers: z.tuple([]),
  read: z.tuple([id, z.string().min(1).max(4096), bytes.transform((file) => new Blob([file]))]),
  analyze: z.tuple([id, settings]),
  analyzeMask: z.tuple([id, settings, bytes]),
  stage: z.tuple([id, z.enum(Object.keys(computed) as [Exclude<Stage, 'photograph'>])]),
  map: z.tuple([id, z.string().max(100)]),
  split: z
    .tuple([
      z.instanceof(Uint16Array<ArrayBuffer>, { error: 'expected labels of 16 bits' }),
      side,
      side,
      z.int().min(1).max(65_535),
    ])
    .refine(([labels, width, height]) => labels.length === width * height, {
      error: 'expected a label for each pixel',
    }),
  exportFiles: z.tuple([
    z.array(
      z.strictObject({
        id,
        micrometresPerPixel: micrometresPerPixel.optional(),
        mask: bytes.optional(),
      }),
    ),
    z.array(imageResultSchema),
    settings,
    z.array(z.enum(EXPORT_PARTS)),
  ]),
  clusters: z.tuple([id]),
  forget: z.tuple([id]),
} satisfies { readonly [Name in Call]: z.ZodType<Parameters<Calls[Name]>> };

/** Whether a name is that of a call. */
export function isCall(name: string): name is Call {
  return Object.hasOwn(ARGUMENTS, name);
}

/**
 * The arguments of a call that came in from elsewhere.
 * @throws Error naming the argument that is none
 */
export function callArguments<Name extends Call>(name: Name, given: unknown): Parameters<Calls[Name]> {
  const { data, error } = ARGUMENTS[name].safeParse(given);
  if (error) {
    const { path, message } = error.issues[0]!;
    throw new Error(`${name}: argument ${path.join('.') || 'list'}: ${message}`);
  }
  return data as Parameters<Calls[Name]>;
}
