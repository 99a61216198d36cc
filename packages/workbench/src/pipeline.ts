import {
  type Analysis,
  type AnalysisModels,
  Analyzer,
  CLASSIFIER_LAYERS,
  type ClassifierLayer,
  failedImage,
  Handcrafted,
  MAP_METHODS,
  type MapMethod,
  type ModelDescription,
  makeSegmenter,
  mapAt,
  mapResult,
  methodSettingsSchema,
  networkCheck,
  type OutlineModel,
  type ReadImage,
  type Segmenter,
  selfCheck,
} from '@leukolens/cad';
import type { Runtime } from '@leukolens/engine';
import { type ImageCodec, type Mask, mask, outlines } from '@leukolens/imaging';
import { outlinePath } from '@leukolens/report';
import { clusterPlot, mapOverlay } from '@leukolens/report/figures';
import { exportFiles } from './export-files.ts';
import { type Basis, HeldImages, isSameBasis, UnknownImage } from './held-images.ts';
import { OtherLayers } from './other-layers.ts';
import type { Calls, Found, LoadedModels, PageSettings, Picture, Started } from './protocol.ts';
import { rgbaOf } from './rgba.ts';
import { analysisSettings } from './settings.ts';
import { splitNucleus } from './split-nucleus.ts';

/** Where a pipeline runs: what reads files, what computes, where its models lie. */
export interface Surroundings {
  /** Threads that networks compute with. */
  readonly threads: number;
  readonly place: Started['place'];
  /** Bytes of files kept at a time: the oldest are let go, and have to be read again. A tab's files lie on the disk. */
  readonly mostBytes: number;
  codec(): Promise<{ readonly codec: ImageCodec; readonly name: Started['codec'] }>;
  runtime(): Promise<Runtime>;
  /** The network that outlines. */
  outline(): Promise<OutlineModel>;
  /** The classifiers that there are. */
  classifiers(): Promise<Pick<AnalysisModels, 'classifier' | 'cells'>>;
}

/** Calls as the worker carries them out: they may take their time, and may be stopped. */
export type Handlers = {
  readonly [Name in keyof Calls]: (
    signal: AbortSignal,
    ...args: Parameters<Calls[Name]>
  ) => ReturnType<Calls[Name]> | Promise<ReturnType<Calls[Name]>>;
};

/** The pipeline as a page drives it; away from the thread that draws, be it in a worker or on a server. */
export function pipeline(surroundings: Surroundings): Handlers {
  const images = new HeldImages(surroundings.mostBytes, () => codec);
  const analyzers = new Map<string, Promise<Analyzer>>();
  const segmenters = new Map<string, Segmenter>();
  const otherLayers = new OtherLayers(() => runtimeOnce());
  let models: AnalysisModels & { readonly outline?: OutlineModel } = {};
  let codec: ImageCodec;
  let runtime: Promise<Runtime> | undefined;
  let ready: Promise<Started> | undefined;
  let classifiers: Promise<LoadedModels> | undefined;
  const runtimeOnce = () => {
    runtime ??= surroundings.runtime();
    return runtime;
  };

  const start = async (): Promise<Started> => {
    const [started, outline] = await Promise.all([surroundings.codec(), surroundings.outline()]);
    codec = started.codec;
    models = { ...models, outline };
    const checks = [await selfCheck(codec), await networkCheck(await runtimeOnce())];
    return {
      threads: surroundings.threads,
      place: surroundings.place,
      codec: started.name,
      findings: checks.map(({ finding }) => finding),
      passed: checks.every(({ passed }) => passed),
    };
  };

  const loadClassifiers = async (): Promise<LoadedModels> => {
    models = { ...models, ...(await surroundings.classifiers()) };
    const all = [models.outline, models.classifier, models.cells];
    return {
      models: all.flatMap((model): ModelDescription[] => (model ? [model.description] : [])),
    };
  };

  /** Networks are started once a method; how nuclei are parted and measured costs nothing. */
  const analyzerFor = async (settings: PageSettings): Promise<Analyzer> => {
    const { classifier, cells } = models;
    const key = `${settings.method}, ${classifier?.description.name}, ${cells?.description.name}`;
    let started = analyzers.get(key);
    if (started === undefined) {
      started = Analyzer.start(analysisSettings(settings, models), models, runtimeOnce);
      // what could not be started is tried anew
      started.catch(() => analyzers.delete(key));
      analyzers.set(key, started);
    }
    const { split, micrometresPerPixel } = settings;
    return (await started).measuring({ split, micrometresPerPixel });
  };

  /** Likewise, for looking at what a method marks. */
  const segmenterFor = async (method: 'and' | 'unet'): Promise<Segmenter> => {
    const network = { model: models.outline!, runtime: await runtimeOnce() };
    const known = segmenters.get(method) ?? makeSegmenter(methodSettingsSchema.parse({ method }), network);
    segmenters.set(method, known);
    return known;
  };

  /** What an analysis by these settings, with the models of now, follows from. */
  const basisOf = ({ method, split, micrometresPerPixel = 0 }: PageSettings, inside?: Uint8Array): Basis => {
    const used = [models.outline, models.classifier, models.cells].map((model) => model?.description.name);
    return { settings: JSON.stringify([method, split, micrometresPerPixel, used]), mask: inside };
  };

  /** Keeps what was found. @param again finds the same once more */
  const foundIn = (id: string, analysis: Analysis, basis: Basis, again: () => Promise<Analysis>): Found => {
    const held = images.get(id);
    held.analysis = analysis;
    held.basis = basis;
    held.again = again;
    held.others = undefined;
    const { record, labels } = analysis;
    return {
      record,
      labels: labels.data.slice() as Uint16Array<ArrayBuffer>,
      outlines: outlines(labels).map(({ label, polygons }) => ({ label, path: outlinePath(polygons) })),
    };
  };

  /** What was last found in an image. @throws UnknownImage where nothing was since it was read: it has to be analysed again */
  const analysisOf = async (id: string): Promise<Analysis> => {
    const analysis = await images.analysis(id);
    if (analysis === undefined) throw new UnknownImage(id);
    return analysis;
  };

  return {
    start: () => {
      ready ??= start();
      return ready;
    },
    loadClassifiers: () => {
      classifiers ??= loadClassifiers();
      return classifiers;
    },
    read: async (_, id, name, file) => {
      images.hold(id, name, file);
      const { image, notes } = await images.decoded(id);
      const { width, height, data } = image;
      return { width, height, rgba: rgbaOf(data, width, height), notes };
    },
    analyze: async (signal, id, settings) => {
      const analyzer = await analyzerFor(settings);
      const basis = basisOf(settings);
      const found = async (stop?: AbortSignal) => analyzer.analyze(await images.decoded(id), stop);
      return foundIn(id, await found(signal), basis, found);
    },
    analyzeMask: async (signal, id, settings, inside) => {
      const analyzer = await analyzerFor(settings);
      const basis = basisOf(settings, inside);
      const found = async (stop?: AbortSignal) => corrected(analyzer, await images.decoded(id), inside, stop);
      return foundIn(id, await found(signal), basis, found);
    },
    stage: async (_, id, stage): Promise<Picture> => {
      const { image } = await images.decoded(id);
      const { width, height } = image;
      const shown = (data: Uint8Array) => ({ width, height, rgba: rgbaOf(data, width, height) });
      const drawn = (found: Mask) => shown(found.data.map((inside) => 255 * inside));
      if (stage === 'unet' || stage === 'cells' || stage === 'ensemble') {
        const method = stage === 'ensemble' ? 'and' : 'unet';
        const segmenter = await segmenterFor(method);
        if (stage !== 'cells') return drawn(await segmenter.segment(image));
        if (!segmenter.segmentCells) throw new Error(`${models.outline!.description.name} outlines no cells`);
        return drawn((await segmenter.segmentCells(image)).cells);
      }
      const stages = new Handcrafted().stages(image);
      return stage === 'handcrafted' ? drawn(stages.mask) : shown(stages[stage].data);
    },
    map: async (_, id, key) => {
      const { image } = await images.decoded(id);
      const explanation = (await analysisOf(id)).explanation;
      const { classifier } = models;
      const named = namedMap(key);
      if (!named || !explanation || !classifier) throw new Error(`there is no map ${key}`);
      const held = images.get(id);
      if (!explanation.maps.has(named.layer)) {
        held.others ??= await otherLayers.maps(image, explanation, classifier);
      }
      const ofLayer = explanation.maps.get(named.layer) ?? held.others!.get(named.layer)!;
      const map = mapAt(ofLayer[named.method], image.width, image.height);
      const over = mapOverlay(image, map);
      const target = classifier.description.design.classes[explanation.target]!;
      return {
        width: over.width,
        height: over.height,
        rgba: rgbaOf(over.data, over.width, over.height),
        map: mapResult(map, { ...named, target }, explanation.nuclei),
      };
    },
    split: (_, ...nucleus) => splitNucleus(...nucleus),
    exportFiles: async (signal, chosen, failed, settings, parts) => {
      const { coverage } = await analyzerFor(settings);
      const analyses = async function* () {
        for (const { id, mask: inside, micrometresPerPixel } of chosen) {
          signal.throwIfAborted();
          const by = micrometresPerPixel === undefined ? settings : { ...settings, micrometresPerPixel };
          const analyzer = await analyzerFor(by);
          try {
            const held = images.get(id);
            const known = isSameBasis(held.basis, basisOf(by, inside)) ? held.analysis : undefined;
            const read = await images.decoded(id);
            const anew = () =>
              inside ? corrected(analyzer, read, inside, signal) : analyzer.analyze(read, signal);
            const analysis = known ?? (await anew());
            yield { image: read.image, analysis };
          } catch (error) {
            if (signal.aborted || error instanceof UnknownImage) throw error;
            // one that cannot be read any more, its stick pulled out, say, costs itself alone
            yield failedImage(images.get(id).name, (error as Error).message);
          }
        }
      };
      return exportFiles(analyses(), failed, settings, models, coverage, parts, codec);
    },
    clusters: async (_, id) => {
      const { classifier } = models;
      const { name } = images.get(id);
      const analysis = await analysisOf(id);
      const space = classifier?.description.clusterSpace;
      const { cluster } = analysis.record;
      if (space === undefined || !cluster) return undefined;
      return clusterPlot({
        title: 'Among the test images of the classifier',
        subtitle: `${space.clusters.reduce((sum, { count }) => sum + count, 0)} images that it was not trained on; the middle of each class, and this image`,
        classes: classifier!.description.design.classes,
        panels: [
          {
            title: 'Plane of the logits',
            cases: [],
            clusters: space.clusters,
            placed: [{ name, x: cluster.x, y: cluster.y }],
          },
        ],
      });
    },
    forget: (_, id) => images.forget(id),
  };
}

/** An image with nuclei that a hand corrected, which its record says. */
function corrected(
  analyzer: Analyzer,
  read: ReadImage,
  inside: Uint8Array,
  signal?: AbortSignal,
): Promise<Analysis> {
  const { width, height } = read.image;
  const notes = [...(read.notes ?? []), 'nuclei corrected by hand'];
  return analyzer.analyzeMask({ ...read, notes }, mask(width, height, inside), signal);
}

/** A map by METHOD-LAYER. */
function namedMap(key: string): { readonly method: MapMethod; readonly layer: ClassifierLayer } | undefined {
  for (const layer of CLASSIFIER_LAYERS) {
    const method = MAP_METHODS.find((each) => `${each}-${layer}` === key);
    if (method) return { method, layer };
  }
  return undefined;
}
