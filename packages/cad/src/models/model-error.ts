/** A model cannot be used; the message says in one line why. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}
