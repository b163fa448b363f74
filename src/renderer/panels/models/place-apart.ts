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

/** @returns places in the order of `labels`; words that would leave the plot at the right stand left of their mark. */
export function placeApart(labels: readonly LabelBox[], { right, top, bottom }: LabelRoom): readonly LabelBox[] {
  const placed: LabelBox[] = [];
  for (const label of labels) {
    const at = label.x + label.width > right ? { ...label, x: label.x - label.width - 16 } : label;
    const tries = Array.from({ length: stepsMax }, (_, k) => at.y + Math.ceil(k / 2) * stepPixels * (k % 2 === 0 ? 1 : -1));
    const free = tries.find((y) => y - at.height / 2 >= top && y + at.height / 2 <= bottom && placed.every((other) => !meets(other, { ...at, y })));
    placed.push({ ...at, y: free ?? at.y });
  }
  return placed;
}

const meets = (a: LabelBox, b: LabelBox): boolean => a.x < b.x + b.width && b.x < a.x + a.width && Math.abs(a.y - b.y) < (a.height + b.height) / 2;
