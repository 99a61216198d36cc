import type { Plugin } from 'vite';

/**
 * Keeps ONNX Runtime's chunk free of the page. ONNX Runtime asks whether there is a `require`; the bundler's answer, a helper, would lie
 * in the page's first chunk, and each of ONNX Runtime's threads, which run the chunk that holds it with all that this imports, would run
 * the page. Only its own modules lose `require`: others (linkedom) try it, and mean to fall back on a module of theirs.
 */
export function onnxRuntimeAlone(): Plugin {
  return {
    name: 'leukolens-onnx-runtime-alone',
    transform: (code, id) =>
      id.includes('/onnxruntime-web/')
        ? { code: `const require = undefined;\n${code}`, map: null }
        : undefined,
  };
}
