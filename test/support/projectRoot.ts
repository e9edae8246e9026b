import { fileURLToPath } from 'node:url';

/** The project's folder, seen from the built tests in `dist/test/support`. */
export const projectRoot: string = fileURLToPath(new URL('../../../', import.meta.url));
