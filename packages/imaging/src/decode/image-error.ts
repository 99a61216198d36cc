/**
 * Why a file gave no pixels.
 * `empty`: no bytes. `not-an-image`: no known signature. `unsupported`: known, but not read here.
 * `too-large`: more pixels than allowed. `truncated`: the file ends early. `corrupt`: its contents contradict themselves.
 */
export type ImageErrorCode = 'empty' | 'not-an-image' | 'unsupported' | 'too-large' | 'truncated' | 'corrupt';

/** A file that was refused. The message is one line, written to stand after the file's name and a colon. */
export class ImageError extends Error {
  readonly code: ImageErrorCode;

  constructor(code: ImageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ImageError';
    this.code = code;
  }
}
