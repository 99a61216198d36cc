import { KERNELS_BASE64 } from './generated/binary.ts';

/** The compiled loops of `assembly/`, on a memory of their own. Addresses are bytes. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  channelSums(rgb: number, pixels: number, sums: number): void;
  constantMagentaSaturationRow(rgb: number, tables: number, row: number, width: number): void;
  greyRow(grey: number, row: number, width: number): void;
  bilateralRow(
    rows: number,
    taps: number,
    tapCount: number,
    colour: number,
    width: number,
    out: number,
    histogram: number,
  ): void;
  bilateralRow9(
    rows: number,
    taps: number,
    tapCount: number,
    colour: number,
    packed: number,
    scratch: number,
    stride: number,
    inverse: number,
    width: number,
    out: number,
    histogram: number,
  ): void;
}

const PAGE = 65536;
let compiled: WebAssembly.Module | undefined;

/** A fresh instance of the kernels; the compiled code is shared, the memory is not. */
export function createKernels(): Kernels {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNELS_BASE64), (c) => c.charCodeAt(0)));
  const memory = new WebAssembly.Memory({ initial: 1 });
  const instance = new WebAssembly.Instance(compiled, { env: { memory, abort } });
  return { memory, ...(instance.exports as unknown as Omit<Kernels, 'memory'>) };
}

function abort(): never {
  throw new Error('a pixel kernel stopped: please report this as a bug');
}

/**
 * Lays blocks out in the kernels' memory one after the other, 16-byte aligned, growing it as needed.
 * Gives each block's address in the order of `sizes` (bytes).
 */
export function layOut(memory: WebAssembly.Memory, sizes: readonly number[]): number[] {
  let end = 0;
  const addresses = sizes.map((size) => {
    const address = end;
    end += Math.ceil(size / 16) * 16;
    return address;
  });
  const missing = Math.ceil((end + 16) / PAGE) - memory.buffer.byteLength / PAGE;
  if (missing > 0) memory.grow(missing);
  return addresses;
}
