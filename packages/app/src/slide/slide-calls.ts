import type { Region } from '@leukolens/imaging';

/** What the slide's worker can be asked for; each answer bears the question's number. */
export type SlideQuestion =
  | { readonly id: number; readonly ask: 'open'; readonly file: Blob }
  | { readonly id: number; readonly ask: 'tile'; readonly level: number; readonly region: Region }
  | { readonly id: number; readonly ask: 'png'; readonly region: Region };

/** A tile as a bitmap, a region as the bytes of a PNG, nothing for `open`; or the reason in one line. */
export type SlideAnswer =
  | { readonly id: number; readonly result: ImageBitmap | Uint8Array<ArrayBuffer> | undefined }
  | { readonly id: number; readonly error: string };
