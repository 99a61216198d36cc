export { pageApplication } from './application.ts';
export { type PageServer, type ServerOptions, startServer } from './start-server.ts';
