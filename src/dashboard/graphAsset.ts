import { instantText } from '../runtime/index.ts';
import { Asset } from './asset.ts';
import { checkpointList } from './checkpointList.ts';
import { contentType } from './contentType.ts';
import { graphReport } from './graphReport.ts';
import type { ShownGraph, StageReport } from './graphReport.ts';
import { graphStyle } from './graphStyle.ts';
import { holdTable, warningList } from './holdTable.ts';
import { pageIcon } from './pageIcon.ts';
import { escapeText } from './escapeText.ts';

/** The files that show a graph, as it is now. */
export function graphAsset(graph: ShownGraph, path: string): Asset | undefined {
  const text = textAt(graph, path);
  if (text === undefined) return undefined;
  const type = path === '/graph' ? contentType('/') : contentType(path);
  return new Asset(type, new TextEncoder().encode(text));
}

function textAt(graph: ShownGraph, path: string): string | undefined {
  if (path === '/graph') return pageText(graph);
  if (path === '/graph.mmd') return graph.mermaid();
  return path === '/graph.css' ? graphStyle : undefined;
}

const COLUMNS = [
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

const STATES: Readonly<Record<StageReport['state'], string>> = {
  busy: 'busy',
  idle: 'idle',
  backPressured: 'back-pressured',
};

/** The page is made anew by the server each second: it needs no script. */
function pageText(graph: ShownGraph): string {
  const name = escapeText(graph.name);
  const explained = graph.explain();
  const heads = ['stage', ...COLUMNS.map(([, title]) => title), 'activity', 'watermark'];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="1">
<title>${name}: graph</title>
<link rel="icon" href="data:image/svg+xml,${pageIcon}">
<link rel="stylesheet" href="/graph.css">
</head>
<body>
<h1>${name}</h1>
${warningList(explained.warnings)}<table>
<caption>What has passed through each stage</caption>
<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>
<tbody>
${graphReport(graph).stats.map(rowText).join('\n')}
</tbody>
</table>
${checkpointList(explained.checkpoints)}<h2>What holds it</h2>
${holdTable(explained)}
<h3>In words</h3>
<pre>${escapeText(explained.text)}</pre>
<h2>Topology</h2>
<pre>${escapeText(graph.mermaid())}</pre>
<p>As data: <a href="/graph.json">graph.json</a>, <a href="/explain.json">explain.json</a>, <a href="/graph.mmd">graph.mmd</a> (Mermaid)</p>
</body>
</html>
`;
}

function rowText(stage: StageReport): string {
  const counts = COLUMNS.map(([field]) => `<td>${numberText(stage[field])}</td>`).join('');
  const watermark = `<td class="time">${watermarkText(stage.watermark)}</td>`;
  const state = `<td class="${stage.state}">${STATES[stage.state]}</td>`;
  return `<tr><th scope="row">${escapeText(stage.name)}</th>${counts}${state}${watermark}</tr>`;
}

function numberText(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function watermarkText(watermark: StageReport['watermark']): string {
  return typeof watermark === 'number' ? instantText(watermark) : (watermark ?? '');
}
