import { ArgumentTypeError, show } from '../kernel/index.ts';
import type { Pane, Timing, Window } from '../windows/index.ts';
import { printData } from './printData.ts';
import { fieldOf, sameData } from './sameData.ts';

/** What a pane has to be; a field that is left out may be anything. */
export interface ExpectedPane {
  readonly key?: unknown;
  /** Its start, its end, or both. */
  readonly window?: Partial<Window>;
  /** Where it is an object, such as the results by name, only the fields that it has are compared. */
  readonly value?: unknown;
  readonly timing?: Timing;
  readonly index?: number;
  readonly final?: boolean;
  /** False for a pane that takes nothing back. */
  readonly retract?: boolean;
}

const FIELDS = ['key', 'window', 'value', 'timing', 'index', 'final', 'retract'];

/** Refuses what is no description of a pane, such as one with a misspelled field. */
export function checkExpected(owner: string, pane: ExpectedPane): void {
  if (typeof pane !== 'object' || pane === null) {
    throw new ArgumentTypeError(owner, 'expected', 'objects with fields of a pane', show(pane));
  }
  const unknown = Object.keys(pane).find((name) => !FIELDS.includes(name));
  if (unknown === undefined) return;
  throw new ArgumentTypeError(owner, 'expected', `fields ${FIELDS.join(', ')}`, show(unknown));
}

/** Whether a pane has what is expected of it. */
export function fitsPane(pane: Pane<unknown, unknown>, expected: ExpectedPane): boolean {
  return Object.entries(expected).every(([name, want]) => {
    if (name === 'retract') return (pane.retract ?? false) === want;
    const got = fieldOf(pane, name);
    return name === 'window' || name === 'value' ? holds(got, want) : sameData(got, want);
  });
}

function holds(got: unknown, want: unknown): boolean {
  if (!isRecord(want) || !isRecord(got)) return sameData(got, want);
  return Object.keys(want).every(
    (name) => Object.hasOwn(got, name) && sameData(fieldOf(got, name), fieldOf(want, name)),
  );
}

function isRecord(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

/** A pane, or what is expected of one, on one line. */
export function printPane(pane: ExpectedPane | Pane<unknown, unknown>): string {
  const { window, timing, index, final, retract } = pane;
  const parts = [
    window === undefined ? undefined : `[${window.start ?? '?'},${window.end ?? '?'})`,
    pane.key === undefined ? undefined : `key ${printData(pane.key)}`,
    Object.hasOwn(pane, 'value') ? printData(pane.value) : undefined,
    timing,
    index === undefined ? undefined : `#${index}`,
    final === undefined ? undefined : final ? 'final' : 'not final',
    retract === undefined ? undefined : retract ? 'retract' : 'no retract',
  ];
  return parts.filter((part) => part !== undefined).join(' ') || 'any pane';
}
