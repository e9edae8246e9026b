/** A filter that is not taken. Its text is safe to tell whoever wrote the filter. */
export class BadFilter extends Error {
  override readonly name = 'BadFilter';
}
