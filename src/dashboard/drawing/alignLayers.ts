import type { LayoutItem } from './layoutItem.ts';

/** Between the items of a column. */
const GAP = 20;
const SWEEPS = 6;

/** The top of each item: in the order of its column, as near to the height of its neighbours as there is room. */
export function alignLayers(
  layers: readonly (readonly LayoutItem[])[],
): ReadonlyMap<LayoutItem, number> {
  const tops = new Map<LayoutItem, number>();
  for (const layer of layers) settle(layer, new Map(), tops);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const side = sweep % 2 === 0 ? 'inputs' : 'outputs';
    for (const layer of side === 'inputs' ? layers : layers.toReversed()) {
      settle(layer, wishesOf(layer, side, tops), tops);
    }
  }
  const highest = [...tops.values()].reduce((least, top) => Math.min(least, top), Infinity);
  // Whole numbers: rounding to the lower one keeps the distances apart.
  for (const [item, top] of tops) tops.set(item, Math.floor(top - highest));
  return tops;
}

/** The tops at which items would be level with their neighbours on a side. */
function wishesOf(
  layer: readonly LayoutItem[],
  side: 'inputs' | 'outputs',
  tops: ReadonlyMap<LayoutItem, number>,
): ReadonlyMap<LayoutItem, number> {
  const middle = (item: LayoutItem): number => (tops.get(item) ?? 0) + item.height / 2;
  return new Map(
    layer.map((item) => {
      const near = item[side];
      if (near.length === 0) return [item, tops.get(item) ?? 0];
      const mean = near.reduce((sum, other) => sum + middle(other), 0) / near.length;
      return [item, mean - item.height / 2];
    }),
  );
}

/** A run of items that touch each other, with the mean of what its items want. */
interface Block {
  readonly items: LayoutItem[];
  wish: number;
}

/**
 * Gives the items of a column the tops that are nearest to what they want without overlapping: items that
 * would overlap are pushed together into a block, which stands where its items want it on average.
 */
function settle(
  layer: readonly LayoutItem[],
  wishes: ReadonlyMap<LayoutItem, number>,
  tops: Map<LayoutItem, number>,
): void {
  const blocks: Block[] = [];
  const offsets = offsetsOf(layer);
  for (const item of layer) {
    let block: Block = { items: [item], wish: (wishes.get(item) ?? 0) - (offsets.get(item) ?? 0) };
    for (let last = blocks.at(-1); last !== undefined && last.wish > block.wish;) {
      blocks.pop();
      block = join(last, block);
      last = blocks.at(-1);
    }
    blocks.push(block);
  }
  for (const { items, wish } of blocks) {
    for (const item of items) tops.set(item, wish + (offsets.get(item) ?? 0));
  }
}

/** The tops of items that stand as close together as they may. */
function offsetsOf(layer: readonly LayoutItem[]): ReadonlyMap<LayoutItem, number> {
  let offset = 0;
  return new Map(
    layer.map((item) => {
      const own = offset;
      offset += item.height + GAP;
      return [item, own];
    }),
  );
}

function join(a: Block, b: Block): Block {
  const size = a.items.length + b.items.length;
  const wish = (a.wish * a.items.length + b.wish * b.items.length) / size;
  return { items: [...a.items, ...b.items], wish };
}
