import { StreamError } from '../../operators/index.ts';

/**
 * Loads an optional package when it is first needed.
 *
 * @param names the packages to install where it is missing
 */
export async function loadPackage<M>(
  owner: string,
  names: string,
  load: () => Promise<M>,
): Promise<M> {
  try {
    return await load();
  } catch (cause) {
    const missing =
      cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
    if (!missing) throw cause;
    const text = `${owner}: needs an optional package that is not installed; run: npm install ${names}`;
    throw new StreamError('MILLRACE_PACKAGE_MISSING', text, { cause });
  }
}
