/** Why a run cannot start or go on, in one line for the user; nothing of it is a bug. */
export class RunError extends Error {
  override readonly name = 'RunError';
}
