import { wholeText } from '../runtime/index.ts';

/** A column of a table: numbers stand at the right, texts at the left. */
export interface Column {
  readonly head: string;
  readonly kind: 'number' | 'text';
}

/** A table to be shown; the cells of its rows are HTML. */
export interface TableBox {
  /** Of the page's elements, this one's id. */
  readonly id: string;
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly string[];
  /** What is told where there are no rows. */
  readonly empty: string;
  readonly className?: string;
}

/** A table under its heading, in a box of its own that is scrolled where the table is too wide. */
export function tableBox({ id, title, columns, rows, empty, className = '' }: TableBox): string {
  const heading = `<section data-part="${id}">\n<h2 id="${id}">${title}</h2>`;
  if (rows.length === 0) return `${heading}\n<p class="empty">${empty}</p>\n</section>`;
  const heads = columns.map(({ head, kind }) => {
    return `<th scope="col"${kind === 'text' ? ' class="text"' : ''}>${head}</th>`;
  });
  return `${heading}
<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}">
<table aria-labelledby="${id}"${className === '' ? '' : ` class="${className}"`}>
<thead><tr>${heads.join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</div>
</section>`;
}

/** Columns of one kind by their heads. */
export function columnsOf(kind: Column['kind'], heads: readonly string[]): Column[] {
  return heads.map((head) => ({ head, kind }));
}

/** The cell of a count; nothing at all is shown less clearly than what there is. */
export function numberCell(value: number): string {
  return `<td${value === 0 ? ' class="zero"' : ''}>${wholeText(value)}</td>`;
}
