/** Labels beside marks: each at its own height where there is room, else the nearest height at which it stands on no other. Pure. */

export interface LabelBox {
  /** Left end, and middle, of the words; pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface LabelRoom {
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const stepPixels = 2;
const stepsMax = 120;
/** From the left end of words right of a mark to the right end of those left of it. */
const markWidth = 16;

/** @param obstacles that no words may stand on: whiskers of the marks. @returns places in the order of `labels`; left of their mark where they would leave the plot or stand on something. */
export function placeApart(labels: readonly LabelBox[], { right, top, bottom }: LabelRoom, obstacles: readonly LabelBox[] = []): readonly LabelBox[] {
  const placed: LabelBox[] = [];
  for (const label of labels) {
    const left = { ...label, x: label.x - label.width - markWidth };
    const sides = label.x + label.width > right ? [left] : [label, left];
    const tries = Array.from({ length: stepsMax }, (_, k) => label.y + Math.ceil(k / 2) * stepPixels * (k % 2 === 0 ? 1 : -1)).flatMap((y) => sides.map((side) => ({ ...side, y })));
    const inside = tries.filter(({ y, height }) => y - height / 2 >= top && y + height / 2 <= bottom);
    placed.push(inside.find((at) => [...placed, ...obstacles].every((other) => !meets(other, at))) ?? inside.find((at) => placed.every((other) => !meets(other, at))) ?? label);
  }
  return placed;
}

const meets = (a: LabelBox, b: LabelBox): boolean => a.x < b.x + b.width && b.x < a.x + a.width && Math.abs(a.y - b.y) < (a.height + b.height) / 2;
