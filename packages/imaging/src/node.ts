export { sharpCodec } from './decode/sharp-codec.ts';
