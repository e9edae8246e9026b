/**
 * A copy of a value as the plain data that reaches a subscriber, whatever its codec: what JSON can
 * say, with whole characters only, and without fields named `__proto__`, which not every codec can
 * tell.
 */
export function plainData(value: unknown): unknown {
  if (typeof value !== 'object' && typeof value !== 'string') return plainScalar(value);
  const text = JSON.stringify(value) ?? 'null';
  const whole = text.includes('\\ud') ? text.replace(ESCAPES, mend) : text;
  return JSON.parse(whole, whole.includes('"__proto__"') ? withoutProto : undefined) as unknown;
}

function plainScalar(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? 'null') as unknown;
}

/** An escape of JSON; `JSON.stringify` writes surrogates as such only where they stand alone. */
const ESCAPES = /\\(u[dD][89a-fA-F][\da-f]{2}|[^])/g;

function mend(escape: string, body: string): string {
  return body.length > 1 ? '\uFFFD' : escape;
}

function withoutProto(name: string, value: unknown): unknown {
  return name === '__proto__' ? undefined : value;
}
