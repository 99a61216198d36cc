// The pixel loops that dominate the handcrafted method, in AssemblyScript: compiled to WebAssembly by
// scripts/build.mjs, called through src/kernels. Memory is laid out by the caller; nothing is allocated here.
// A "plane row" is a row of 16-bit words, each a grey level times 8 (so that it serves as an offset into a
// table of 64-bit entries), with MARGIN words of mirrored border on either side.

export { channelSums } from './colour';
export { constantMagentaSaturationRow, greyRow } from './rows';
export { bilateralRow, bilateralRow9 } from './bilateral';
