import { instantText } from '../runtime/index.ts';
import type { CheckpointsReport } from './checkpointsReport.ts';
import { durationText } from './durationText.ts';

/** What is known of a graph's checkpoints, as lines for people. */
export function checkpointsText(report: CheckpointsReport): readonly string[] {
  const { restored, refused, current } = report;
  return [
    countsText(report),
    ...(current === undefined ? [] : [currentText(current)]),
    ...(restored === undefined
      ? []
      : [`went on from checkpoint ${restored.id} of ${instantText(restored.at)}`]),
    ...refused.map(({ name, why }) => `checkpoint '${name}' was not used: ${why}`),
  ];
}

function countsText({ stored, failed, last, lastError }: CheckpointsReport): string {
  const newest =
    last === undefined
      ? ''
      : `, the last (${last.id}) at ${instantText(last.at)}: ${last.bytes} bytes in ${durationText(last.took)}`;
  const error =
    lastError === undefined
      ? ''
      : `; ${failed} failed, the last at ${instantText(lastError.at)}${codeText(lastError.code)}`;
  return `${stored} stored${newest}${error}`;
}

function codeText(code: string): string {
  return code === '' ? '' : ` (${code})`;
}

const STEPS = {
  passing: 'its barrier is on its way',
  preparing: 'sinks and feeds prepare for it',
  writing: 'it is written',
};

function currentText({
  id,
  took,
  step,
  waitsFor,
}: NonNullable<CheckpointsReport['current']>): string {
  const names = waitsFor.map((name) => `'${name}'`).join(', ');
  const what = names === '' ? `: ${STEPS[step]}` : `, waits for ${names}`;
  return `checkpoint ${id}, begun ${durationText(took)} ago${what}`;
}
