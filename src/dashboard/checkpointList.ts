import { checkpointsText } from '../graph/index.ts';
import type { CheckpointsReport } from '../graph/index.ts';
import { escapeText } from './escapeText.ts';

/** What is known of a graph's checkpoints, as a list; nothing where it has none. */
export function checkpointList(report: CheckpointsReport | undefined): string {
  if (report === undefined) return '';
  const items = checkpointsText(report).map((line) => `<li>${escapeText(line)}</li>`);
  return `<section data-part="checkpoints" aria-label="Checkpoints">\n<h2>Checkpoints</h2>\n<ul>\n${items.join('\n')}\n</ul>\n</section>\n`;
}
