import { render } from 'preact';
import { serveOffline } from './offline/register.ts';
import { Session } from './state/session.ts';
import { Storage } from './state/storage.ts';
import { App } from './view/app.tsx';
import { hasServer, ServerPipeline, serverImages } from './worker/server-pipeline.ts';
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

const session: Session = new Session(served ? new ServerPipeline() : workerPipeline(), new Storage());
render(<App session={session} />, document.getElementById('app')!);
try {
  await session.start();
  if (served) await openServed();
} catch (error) {
  session.trouble.value = `The page could not start: ${(error as Error).message}`;
}

/** Opens the images that the server was started with, until somebody clears the page. */
async function openServed(): Promise<void> {
  const cleared = session.cleared.value;
  try {
    for await (const image of serverImages()) {
      if (session.cleared.value !== cleared) return;
      if (!(await session.holds(image))) await session.open([image]);
    }
  } catch (error) {
    session.trouble.value = `Not all images of the folder came: ${(error as Error).message}`;
  }
}
