/**
 * The values of an async iterable; its iterator is asked to end as soon as the signal comes, also
 * while its next value is awaited.
 */
export async function* untilAborted<T>(
  iterable: AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const iterator = iterable[Symbol.asyncIterator]();
  signal.addEventListener('abort', () => void iterator.return?.()?.catch(() => undefined));
  for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) {
    yield step.value;
  }
}
