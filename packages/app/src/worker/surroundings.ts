import { webRuntime } from '@leukolens/engine/web';
import type { Surroundings } from '@leukolens/workbench';
import { startCodec } from './codec.ts';
import { fetchModel, servedModels } from './models.ts';

/** A tab: WebAssembly, and models that are served with the page. @param onLoaded told of the bytes of models that came in so far */
export function surroundings(onLoaded: (bytes: number) => void): Surroundings {
  // without isolation memory cannot be shared; more than four threads only wait for one another
  const threads = self.crossOriginIsolated ? Math.max(1, Math.min(4, navigator.hardwareConcurrency)) : 1;
  let loaded = 0;
  const onBytes = (bytes: number) => {
    loaded += bytes;
    onLoaded(loaded);
  };
  return {
    threads,
    place: 'page',
    mostBytes: Number.POSITIVE_INFINITY,
    codec: startCodec,
    runtime: () => webRuntime({ device: 'wasm', threads }),
    outline: async () => fetchModel((await servedModels()).outline, 'outline', onBytes),
    classifiers: async () => {
      const served = await servedModels();
      return {
        ...(served.classifier && { classifier: await fetchModel(served.classifier, 'classifier', onBytes) }),
        ...(served.cells && { cells: await fetchModel(served.cells, 'classifier', onBytes) }),
      };
    },
  };
}
