import type { Explanation } from '../graph/index.ts';
import { countText, instantText } from '../runtime/index.ts';
import { checkpointList } from './checkpointList.ts';
import { countTable } from './countTable.ts';
import { boundedLayout, MOST_NODES } from './drawing/boundedLayout.ts';
import { drawGraph } from './drawing/drawGraph.ts';
import { escapeText } from './escapeText.ts';
import { graphReport } from './graphReport.ts';
import type { GraphReport, ShownGraph } from './graphReport.ts';
import { holdTable, warningList } from './holdTable.ts';
import { pageFrame } from './pageFrame.ts';
import type { PageLink } from './pageLinks.ts';

/** The page about a graph: its drawing, its counters, and what each stage waits for. */
export function graphPage(graph: ShownGraph, links: readonly PageLink[]): string {
  const report = graphReport(graph);
  const explained = graph.explain();
  const shown = `${lifeText(explained)}
${warningList(explained.warnings)}<section data-part="drawing">
<h2 id="drawing">Drawing</h2>
${drawing(graph, report, explained)}
</section>
${countTable(report.stats)}
${checkpointList(explained.checkpoints)}${holdTable(explained)}
<section data-part="text">
<h2>As text</h2>
${textBox('What each stage waits for, in words', explained.text)}
${textBox('The topology as a Mermaid flow chart', graph.mermaid())}
</section>`;
  const data = ['/graph.json', '/explain.json', '/graph.mmd'];
  return pageFrame({ path: '/graph', kind: 'Graph', title: graph.name, links, shown, data });
}

/** The graph in a box with its legend, or why it is not drawn. */
function drawing(graph: ShownGraph, report: GraphReport, explained: Explanation): string {
  const layout = boundedLayout(graph, report.topology);
  if (layout === undefined) return tooLarge(report.topology.nodes.length);
  return `<div class="scroll" tabindex="0" role="region" aria-labelledby="drawing">
${drawGraph(report, explained, layout)}
</div>
${LEGEND}`;
}

function tooLarge(nodes: number): string {
  return `<p class="empty">The graph is too large to be drawn: it has ${countText(nodes, 'node')}. Graphs of up to ${MOST_NODES} are drawn, if few of their edges lead far. The tables have all of it.</p>`;
}

const LEGEND = `<p class="legend"><span class="busy">busy</span> <span class="idle">idle</span> <span class="backPressured">back-pressured</span> <span class="aside">side output</span> <span>lag: how far the watermark is behind the newest event</span></p>`;

const LIVES: Readonly<Record<Explanation['life'], string>> = {
  new: 'not run yet',
  running: 'running',
  over: 'over',
};

function lifeText({ life, now }: Explanation): string {
  return `<p class="facts"><span class="pill ${life}">${LIVES[life]}</span> clock: <time>${instantText(now)}</time></p>`;
}

function textBox(title: string, text: string): string {
  return `<details>
<summary>${title}</summary>
<pre class="scroll" tabindex="0" role="region" aria-label="${title}">${escapeText(text)}</pre>
</details>`;
}
