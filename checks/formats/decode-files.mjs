// A child process that decodes the files whose paths it is sent, one at a time, by the built package. A file that
// crashes or hangs the decoder takes only this process with it.
import { readFile } from 'node:fs/promises';
import { ImageError, readImage } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';

process.on('message', async (path) => {
  try {
    const { image, notes } = await readImage(await readFile(path), sharpCodec);
    process.send({ kind: 'read', width: image.width, height: image.height, data: image.data, notes });
  } catch (error) {
    const isRefusal = error instanceof ImageError;
    process.send({ kind: isRefusal ? 'refused' : 'failed', code: error.code, message: error.message });
  }
});
