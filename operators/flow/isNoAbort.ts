/** Whether an error is not that of a call that was aborted: those say nothing about the other side. */
export function isNoAbort(error: unknown): boolean {
  return !(error instanceof Error && error.name === 'AbortError');
}
