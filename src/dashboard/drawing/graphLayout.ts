/** A node to be placed. */
export interface LayoutNode {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

/** A way between two nodes, by their names. */
export interface LayoutEdge {
  readonly from: string;
  readonly to: string;
}

/** A point of a drawing: to the right and downwards from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A node with its upper left corner. */
export interface PlacedNode extends LayoutNode, Point {}

/** An edge from the right side of one node to the left side of another, never leftwards. */
export interface PlacedEdge extends LayoutEdge {
  readonly points: readonly Point[];
}

/** Where everything is. Nodes and edges are in the order in which they were given. */
export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}
