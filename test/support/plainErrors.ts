/**
 * The value with each error in it replaced by what tells it from others. The framework's equality
 * looks at an error's class alone, so that two with different messages would pass as equal.
 */
export function plainErrors(value: unknown): unknown {
  if (value instanceof Error) return plainError(value);
  if (Array.isArray(value)) return unlessSame(value, value.map(plainErrors));
  if (value instanceof Map)
    return new Map([...value].map(([k, v]) => [plainErrors(k), plainErrors(v)]));
  if (value instanceof Set) return new Set([...value].map(plainErrors));
  return isRecord(value) ? plainRecord(value) : value;
}

function plainError(error: Error): object {
  return {
    class: error.constructor.name,
    code: 'code' in error ? error.code : undefined,
    message: error.message,
    cause: plainErrors(error.cause),
  };
}

function plainRecord(record: Readonly<Record<string, unknown>>): unknown {
  const entries = Object.entries(record).map(([key, value]) => [key, plainErrors(value)] as const);
  const changed = entries.some(([key, value]) => value !== record[key]);
  return changed ? Object.fromEntries(entries) : record;
}

// Values without errors stay what they are: the framework compares classes and sparse arrays too.
function unlessSame(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  return after.some((value, index) => value !== before[index]) ? after : before;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
