import { join } from 'node:path';
import {
  DEFAULT_MODELS,
  methodModel,
  RememberedMasks,
  type StoredModel,
  segmenterOf,
} from '@leukolens/batch';
import {
  type ClassifierDesign,
  DEFAULT_METHOD,
  handcraftedSchema,
  METHODS,
  type Method,
  type MethodSettings,
  methodSettingsSchema,
  networkOptionsSchema,
  type Segmenter,
} from '@leukolens/cad';
import { type Options, UsageError, type Values } from './command.ts';
import { choice, parameter, text } from './option-types.ts';

/** Options of the handcrafted method, and of what has a network in it. */
const HANDCRAFTED_OPTIONS = {
  bilateral: parameter('--bilateral <px>', handcraftedSchema.shape.bilateral),
  sigma: parameter('--sigma <value>', handcraftedSchema.shape.sigma),
  closing: parameter('--closing <px>', handcraftedSchema.shape.closing),
  area: parameter('--area <px>', handcraftedSchema.shape.area),
  dilation: parameter('--dilation <px>', handcraftedSchema.shape.dilation),
};
const NETWORK_OPTIONS = {
  model: text(
    '--model <name|dir>',
    `the network: one that \`models\` lists, or the folder of one (default: ${DEFAULT_MODELS.outline})`,
  ),
  threshold: parameter('--threshold <share>', networkOptionsSchema.shape.threshold),
  smallest: parameter('--smallest <px>', networkOptionsSchema.shape.smallest),
  flips: choice(
    '--flips <n>',
    'in how many mirror images the network looks at an image, their results averaged',
    ['1', '4'],
    '1',
  ),
};

/** How nuclei are found; the same wherever a command segments. */
export const METHOD_OPTIONS = {
  method: choice('--method <name>', 'how nuclei are found', METHODS, DEFAULT_METHOD),
  ...HANDCRAFTED_OPTIONS,
  ...NETWORK_OPTIONS,
};

/** What the methods are, for the help of a command that has them. */
export const METHOD_NOTE = `Methods:
  handcrafted  colour, bilateral filter and Otsu's threshold, as in the paper: --bilateral, --sigma, --closing, --area, --dilation
  unet         a trained network: --model, --threshold, --smallest, --flips
  and          what handcrafted and the network both mark, the paper's ensemble; takes the options of both, --area last of all
  object       whole objects of either that the other confirms, outlined by the network where it can; likewise`;

/** A method made ready: what decides its masks, and its network if it has one. */
export interface ChosenMethod {
  readonly settings: MethodSettings;
  readonly model?: StoredModel<'outline'>;
}

/**
 * The method that a command line asks for.
 * @param base settings that the options are put over
 * @throws UsageError where an option is given that the method does not heed; RunError where its network cannot be had
 */
export async function chosenMethod(
  values: Values<typeof METHOD_OPTIONS>,
  base: Partial<MethodSettings> = {},
): Promise<ChosenMethod> {
  const settings = methodSettingsSchema.parse({
    method: values.method ?? base.method,
    handcrafted: { ...base.handcrafted, ...given(values, handcraftedSchema.shape) },
    network: { ...base.network, ...given(values, networkOptionsSchema.shape) },
    flips: values.flips === undefined ? base.flips : Number(values.flips),
  });
  refuseHeedless(settings.method, values);
  const model = await methodModel(
    { method: settings.method, ...(base.model && { model: base.model }) },
    values.model,
  );
  if (model === undefined) return { settings };
  const { name, weights } = model.description;
  return { settings: { ...settings, model: { name, sha256: weights.sha256 } }, model };
}

/**
 * The method by which the nuclei are found that a classifier sees: its own, or the one that a command line asks for.
 * @throws UsageError where an option is given though the classifier outlines nuclei for itself
 */
export async function classifierMethod(
  values: Values<typeof METHOD_OPTIONS>,
  { nuclei }: Pick<ClassifierDesign, 'nuclei'>,
): Promise<ChosenMethod> {
  if (nuclei === undefined) return chosenMethod(values);
  refuseGiven(METHOD_OPTIONS, values, 'with a classifier that outlines nuclei for itself');
  const { reduction: _reduction, stain: _stain, ...handcrafted } = nuclei;
  return { settings: methodSettingsSchema.parse({ method: 'handcrafted', handcrafted }) };
}

/** The chosen method for a training, which keeps what it found beside the checkpoints: the next one sees the same images. */
export async function rememberingSegmenter(
  settings: MethodSettings,
  model: StoredModel<'outline'> | undefined,
  { threads, work }: { readonly threads: number | undefined; readonly work: string },
): Promise<Segmenter> {
  return new RememberedMasks(await segmenterOf(settings, model, threads), join(work, 'masks'), settings);
}

/** Of the settings those that decide the method's masks, as results record them. */
export function heededSettings({ method, handcrafted, network, flips, model }: MethodSettings) {
  return { ...(method !== 'unet' && { handcrafted }), ...(model && { network, flips, model }) };
}

/** An option that changes nothing is a misunderstanding: better said than passed over. */
function refuseHeedless(method: Method, values: Values<typeof METHOD_OPTIONS>): void {
  const heedless: Options = { handcrafted: NETWORK_OPTIONS, unet: HANDCRAFTED_OPTIONS, and: {}, object: {} }[
    method
  ];
  refuseGiven(heedless, values, `with the method ${method}`);
}

function refuseGiven(options: Options, values: Readonly<Record<string, unknown>>, where: string): void {
  for (const [name, { flag }] of Object.entries(options)) {
    if (values[name] === undefined) continue;
    throw new UsageError(`${flag.split(' ')[0]} has no effect ${where}`);
  }
}

/** Those of the values that were given and that a schema names. */
function given(values: Readonly<Record<string, unknown>>, shape: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => value !== undefined && name in shape),
  );
}
