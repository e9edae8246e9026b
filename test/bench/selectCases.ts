import type { BenchCase, BenchForm } from './benchCase.ts';
import { variantsBehind } from './variantsBehind.ts';

/** A case, or some parts of it, in one of its two forms. */
export interface Selected extends BenchForm {
  readonly name: string;
  readonly summary: string;
}

/**
 * The cases that are named, each with the parts that are named behind it, or all without a name. In
 * the short form, those that have one.
 */
export function selectCases(
  cases: readonly BenchCase[],
  names: readonly string[],
  short: boolean,
): readonly Selected[] {
  if (names.length === 0) return cases.flatMap((bench) => inForm(bench, short) ?? []);
  const chosen: { readonly form: Selected; readonly parts: string[] }[] = [];
  for (const name of names) {
    const last = chosen.at(-1);
    const bench = cases.find((one) => one.name === name);
    if (bench !== undefined) chosen.push({ form: formOrThrow(bench, short), parts: [] });
    else if (last !== undefined && partsOf(last.form).includes(name)) last.parts.push(name);
    else throw new Error(unknownName(name, cases, last?.form));
  }
  return chosen.map(({ form, parts }) => (parts.length === 0 ? form : narrow(form, parts)));
}

function inForm(bench: BenchCase, short: boolean): Selected | undefined {
  const form = short ? bench.short : bench;
  return form && { ...form, name: bench.name, summary: bench.summary };
}

function formOrThrow(bench: BenchCase, short: boolean): Selected {
  const form = inForm(bench, short);
  if (form === undefined) throw new Error(`${bench.name} has no short form`);
  return form;
}

/** The parts of a case in the order of its variants. */
export function partsOf({ variants }: BenchForm): readonly string[] {
  return [...new Set(variants.flatMap(({ part }) => part ?? []))];
}

/** The variants of some parts, and the figures that need no others. */
function narrow(form: Selected, parts: readonly string[]): Selected {
  const variants = form.variants.filter(({ part = '' }) => parts.includes(part));
  const kept = new Set(variants.map(({ name }) => name));
  const figures = form.figures.filter((figure) =>
    [...variantsBehind(figure)].every((name) => kept.has(name)),
  );
  return { ...form, variants, figures };
}

function unknownName(name: string, cases: readonly BenchCase[], last?: BenchForm): string {
  const names = cases.map((bench) => bench.name).join(', ');
  const parts = last === undefined ? [] : partsOf(last);
  const orParts = parts.length === 0 ? '' : `; the parts of the case before it ${parts.join(', ')}`;
  return `there is no case '${name}'; the cases are ${names}${orParts}`;
}
