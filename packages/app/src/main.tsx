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
  if (served) {
    for await (const image of serverImages()) {
      if (!(await session.holds(image))) await session.open([image]);
    }
  }
} catch (error) {
  session.trouble.value = `The page could not start: ${(error as Error).message}`;
}
