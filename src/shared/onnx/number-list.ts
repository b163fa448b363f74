/** The numbers of a repeated field, appended flat: lists of a large ensemble are hundreds of thousands long, and an array grown number by number is copied over and over. */

export class NumberList {
  length = 0;
  private held = new Float64Array(0);

  /** Makes room for `count` more: exactly so many for the first, so that a list in one piece is never copied. */
  reserve(count: number): void {
    const wanted = this.length + count;
    if (wanted <= this.held.length) return;
    const larger = new Float64Array(this.length === 0 ? wanted : Math.max(wanted, 2 * this.length));
    larger.set(this.held.subarray(0, this.length));
    this.held = larger;
  }

  push(value: number): void {
    this.reserve(1);
    this.held[this.length++] = value;
  }

  /** Appends `count` numbers that `write` puts into a list from a place on. */
  append(count: number, write: (into: Float64Array, from: number) => void): void {
    this.reserve(count);
    write(this.held, this.length);
    this.length += count;
  }

  /** All of them, not copied. */
  values(): Float64Array {
    return this.held.length === this.length ? this.held : this.held.subarray(0, this.length);
  }
}
