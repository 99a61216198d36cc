/** A checkpoint that cannot be used or written, in one line: what was found, what was expected. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}
