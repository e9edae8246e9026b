import type { Figure, Run } from './benchCase.ts';

const NOTHING: Run = {
  digest: '',
  events: 1,
  panes: 1,
  wallMs: 1,
  cpuMs: 1,
  peakRssMb: 1,
  heapUsedMb: 1,
  gcShare: 0,
};

/** The variants that a figure is made from. */
export function variantsBehind(figure: Figure): ReadonlySet<string> {
  const names = new Set<string>();
  figure.value((name) => {
    names.add(name);
    return NOTHING;
  });
  return names;
}
