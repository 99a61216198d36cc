export { sharpCodec } from './decode/sharp-codec.ts';
export { FileSource } from './slide/file-source.ts';
