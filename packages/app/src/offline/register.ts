/** Set while the page is loaded again for its service worker, so that this happens once. */
const AGAIN = 'leukolens-reloaded';

/**
 * Has the service worker keep the page for offline use. Where the host does not isolate the page, the worker does it from the next load
 * on, so that threads can share memory: the page is loaded again, once.
 */
export async function serveOffline(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  try {
    await navigator.serviceWorker.register('./sw.js');
    await navigator.serviceWorker.ready;
  } catch {
    return; // a private window, say: everything else works
  }
  if (self.crossOriginIsolated) {
    sessionStorage.removeItem(AGAIN);
    return;
  }
  if (sessionStorage.getItem(AGAIN) !== null) return;
  sessionStorage.setItem(AGAIN, 'yes');
  location.reload();
  await new Promise(() => undefined);
}
