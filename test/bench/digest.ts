/** Sums up results whatever their order: equal results give an equal text. */
export class Digest {
  panes = 0;
  #sum = 0;

  add(key: number, end: number, value: number): void {
    const mixed = Math.imul(key + 1, 0x9e37_79b1) ^ Math.imul(end % 2 ** 31, 0x85eb_ca6b);
    this.#sum = (this.#sum + Math.imul(mixed, Math.floor(value * 8) + 1)) | 0;
    this.panes += 1;
  }

  text(late: number): string {
    return `${this.panes} panes, ${late} late, sum ${this.#sum}`;
  }
}
