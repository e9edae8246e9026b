/** Thrown by `skipped`, caught by the suite: the test ends as skipped, with its reason. */
export class Skip extends Error {
  override readonly name: string = 'Skip';
}
