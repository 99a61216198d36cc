import { fileURLToPath } from 'node:url';

/** The folder of the built page, which any host can serve. */
export const pageFolder = fileURLToPath(new URL('./dist/', import.meta.url));
