/// <reference lib="webworker" />
import { blobSource, encodePng, type ImageCodec, Slide } from '@leukolens/imaging';
import { rgbaOf } from '@leukolens/workbench';
import { startCodec } from '../worker/codec.ts';
import type { SlideAnswer, SlideQuestion } from './slide-calls.ts';

let opened: Promise<{ slide: Slide; codec: ImageCodec }> | undefined;

self.onmessage = async ({ data }: MessageEvent<SlideQuestion>) => {
  const { id } = data;
  try {
    const result = await answerTo(data);
    self.postMessage({ id, result } satisfies SlideAnswer, { transfer: transferable(result) });
  } catch (error) {
    self.postMessage({ id, error: (error as Error).message } satisfies SlideAnswer);
  }
};

async function answerTo(question: SlideQuestion): Promise<ImageBitmap | Uint8Array<ArrayBuffer> | undefined> {
  if (question.ask === 'open') {
    opened = open(question.file);
    await opened;
    return undefined;
  }
  const { slide, codec } = await opened!;
  const { image } = await slide.read(question.ask === 'tile' ? question.level : 0, question.region);
  if (question.ask === 'png') return (await encodePng(image, codec)) as Uint8Array<ArrayBuffer>;
  const { width, height, data } = image;
  return createImageBitmap(new ImageData(rgbaOf(data, width, height), width, height));
}

async function open(file: Blob): Promise<{ slide: Slide; codec: ImageCodec }> {
  const { codec, name } = await startCodec();
  if (name === 'browser') {
    throw new Error(
      'this page may not share memory here, which reading slides needs: the command reads them',
    );
  }
  return { slide: await Slide.open(blobSource(file), codec), codec };
}

function transferable(result: ImageBitmap | Uint8Array<ArrayBuffer> | undefined): Transferable[] {
  if (result === undefined) return [];
  return [result instanceof ImageBitmap ? result : result.buffer];
}
