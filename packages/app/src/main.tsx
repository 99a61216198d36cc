import { render } from 'preact';
import { serveOffline } from './offline/register.ts';
import { isOnlyTab } from './state/only-tab.ts';
import { Session } from './state/session.ts';
import { Storage } from './state/storage.ts';
import { App } from './view/app.tsx';
import { hasServer, ServerPipeline, serverFolder, serverImages } from './worker/server-pipeline.ts';
import { WorkerPipeline } from './worker/worker-pipeline.ts';
import './style.css';

const served = hasServer();
if (!served) await serveOffline();

function workerPipeline(): WorkerPipeline {
  const worker = new Worker(new URL('./worker/pipeline.worker.ts', import.meta.url), { type: 'module' });
  return new WorkerPipeline(worker, (loaded) => {
    session.loaded.value = loaded;
  });
}

const alone = await isOnlyTab();
/** Undefined where the server did not say. */
const folder = served ? await serverFolder().catch(() => undefined) : [];
const session: Session = new Session(
  served ? new ServerPipeline() : workerPipeline(),
  new Storage(alone),
  folder?.length === 0,
);
render(<App session={session} alone={alone} />, document.getElementById('app')!);
try {
  await session.start();
  if (folder === undefined)
    session.trouble.value = 'The images of the folder did not come: load the page again.';
  else if (folder.length > 0) await openServed(folder);
} catch (error) {
  session.trouble.value = `The page could not start: ${(error as Error).message}`;
}

/** Opens the images that the server was started with, until somebody clears the page. */
async function openServed(folder: readonly string[]): Promise<void> {
  const cleared = session.cleared.value;
  try {
    for await (const image of serverImages(folder)) {
      if (session.cleared.value !== cleared) return;
      await session.openServed(image);
    }
  } catch (error) {
    session.trouble.value = `Not all images of the folder came: ${(error as Error).message}`;
  }
  await session.countEarlier();
}
