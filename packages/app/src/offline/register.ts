/** Set while the page is loaded again for its service worker, so that this happens once. */
const AGAIN = 'leukolens-reloaded';

/**
 * Has the service worker keep the page for offline use. Where the host does not isolate the page, the worker does it from the next load
 * on, so that threads can share memory: the page is loaded again, once.
 */
export async function serveOffline(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  try {
    if (!(await ready(await navigator.serviceWorker.register('./sw.js')))) return;
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

/** Whether a worker serves the page; one that cannot be installed, since the host lacks a file, say, leaves the page to the network. */
function ready({ installing, waiting, active }: ServiceWorkerRegistration): Promise<boolean> {
  const worker = active ?? waiting ?? installing;
  return new Promise((settle) => {
    const look = () => {
      if (worker?.state === 'activated') settle(true);
      else if (worker === null || worker.state === 'redundant') settle(false);
    };
    worker?.addEventListener('statechange', look);
    look();
  });
}
