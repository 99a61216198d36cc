import { render } from 'preact';
import { serveOffline } from './offline/register.ts';
import { Session } from './state/session.ts';
import { Storage } from './state/storage.ts';
import { App } from './view/app.tsx';
import { PipelineClient } from './worker/client.ts';
import './style.css';

await serveOffline();
const worker = new Worker(new URL('./worker/pipeline.worker.ts', import.meta.url), { type: 'module' });
const session: Session = new Session(
  new PipelineClient(worker, (loaded) => {
    session.loaded.value = loaded;
  }),
  new Storage(),
);
render(<App session={session} />, document.getElementById('app')!);
session.start().catch((error: unknown) => {
  session.trouble.value = `The page could not start: ${(error as Error).message}`;
});
