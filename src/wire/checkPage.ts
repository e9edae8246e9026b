import { fieldsOf, textField, timeField, wholeField } from './fields.ts';
import type { Fields } from './fields.ts';
import type { Page } from './page.ts';
import { checkOffsets, checkRange, listOf } from './readServerMessage.ts';

/**
 * Holds a page to what its reader leans on; clients that ask for none load nothing of this.
 *
 * @throws WireError `badMessage`
 */
export function checkPage(page: Page): void {
  const fields = page as unknown as Fields;
  wholeField('page', fields, 'off', 0);
  wholeField('page', fields, 'floor', 0);
  textField('page', fields, 'epoch', Infinity);
  timeField('page', fields, 'wm');
  checkOffsets('page', fields, 0, undefined, 0);
  for (const skip of listOf('page', fields, 'skips', [])) checkRange(fieldsOf('page: skips', skip));
  if (page.next !== undefined) wholeField('page', fields, 'next', -1);
}
