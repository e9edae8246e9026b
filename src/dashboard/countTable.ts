import { instantText } from '../runtime/index.ts';
import { escapeText } from './escapeText.ts';
import type { StageReport } from './graphReport.ts';
import { columnsOf, numberCell, tableBox } from './tableBox.ts';

const COUNTS = [
  ['in', 'in'],
  ['out', 'out'],
  ['late', 'late'],
  ['dropped', 'dropped'],
  ['quarantined', 'quarantined'],
  ['invalid', 'invalid'],
  ['failed', 'failed'],
  ['unassigned', 'unassigned'],
  ['onTime', 'panes on time'],
  ['corrections', 'corrections'],
  ['stateSize', 'state'],
  ['queueDepth', 'queue'],
  ['busyMs', 'busy (ms)'],
  ['idleMs', 'idle (ms)'],
  ['backPressuredMs', 'back-pressured (ms)'],
  ['pausingMs', 'pausing (ms)'],
] as const;

/** What a stage is doing, in words. */
export const STATES: Readonly<Record<StageReport['state'], string>> = {
  busy: 'busy',
  idle: 'idle',
  backPressured: 'back-pressured',
};

/** The counters of each stage, as a table. */
export function countTable(stats: readonly StageReport[]): string {
  return tableBox({
    id: 'counters',
    title: 'What has passed through each stage',
    columns: [
      ...columnsOf('text', ['stage']),
      ...columnsOf('number', [...COUNTS.map(([, head]) => head), 'activity', 'watermark']),
    ],
    rows: stats.map(rowText),
    empty: 'The graph has no stages.',
  });
}

function rowText(stage: StageReport): string {
  const counts = COUNTS.map(([field]) => numberCell(stage[field])).join('');
  const watermark = `<td class="time">${watermarkText(stage.watermark)}</td>`;
  const state = `<td class="${stage.state}">${STATES[stage.state]}</td>`;
  return `<tr><th scope="row">${escapeText(stage.name)}</th>${counts}${state}${watermark}</tr>`;
}

/** A watermark for people. */
export function watermarkText(watermark: StageReport['watermark']): string {
  return typeof watermark === 'number' ? instantText(watermark) : (watermark ?? 'none yet');
}
