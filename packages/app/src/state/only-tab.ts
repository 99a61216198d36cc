/** A tab that is being loaded again lets go of the lock within this, ms. */
const WAIT_MS = 2000;

/**
 * Whether no other tab of the page is open in this browser: two would write over each other's corrections. It stays the only one
 * until it is closed.
 */
export function isOnlyTab(): Promise<boolean> {
  // only there on HTTPS and on this machine
  if (navigator.locks === undefined) return Promise.resolve(true);
  return new Promise((answer) => {
    const held = () => {
      answer(true);
      return new Promise<never>(() => undefined);
    };
    navigator.locks
      .request('leukolens', { signal: AbortSignal.timeout(WAIT_MS) }, held)
      .catch(() => answer(false));
  });
}
