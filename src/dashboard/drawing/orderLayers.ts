import type { LayoutItem } from './layoutItem.ts';

/** How often the columns are gone through; more changes little. */
const SWEEPS = 8;

/**
 * The columns of a drawing, each from top to bottom: an item stands at the mean place of its neighbours
 * in the column before, then of those behind it, and so on, so that few edges cross.
 *
 * The inputs of each item are left in the order in which they stand.
 */
export function orderLayers(items: readonly LayoutItem[]): LayoutItem[][] {
  const layers: LayoutItem[][] = [];
  for (const item of items) (layers[item.layer] ??= []).push(item);
  const places = new Map<LayoutItem, number>();
  for (const layer of layers) note(layer, places);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const side = sweep % 2 === 0 ? 'inputs' : 'outputs';
    const sorted = side === 'inputs' ? layers : layers.toReversed();
    for (const layer of sorted) arrange(layer, side, places);
  }
  const placeOf = (item: LayoutItem): number => places.get(item) ?? 0;
  for (const { inputs } of items) inputs.sort((a, b) => placeOf(a) - placeOf(b));
  return layers;
}

function arrange(
  layer: LayoutItem[],
  side: 'inputs' | 'outputs',
  places: Map<LayoutItem, number>,
): void {
  const wanted = new Map(
    layer.map((item) => [item, meanPlace(item[side], places) ?? places.get(item) ?? 0]),
  );
  layer.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
  note(layer, places);
}

/** Places are parts of the height: columns of different length are compared. */
function note(layer: readonly LayoutItem[], places: Map<LayoutItem, number>): void {
  for (const [index, item] of layer.entries()) places.set(item, (index + 0.5) / layer.length);
}

function meanPlace(
  items: readonly LayoutItem[],
  places: ReadonlyMap<LayoutItem, number>,
): number | undefined {
  if (items.length === 0) return undefined;
  return items.reduce((sum, item) => sum + (places.get(item) ?? 0), 0) / items.length;
}
