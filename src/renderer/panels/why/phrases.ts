/** What a feature's value says about the market, as a clause of a sentence. Words only: no view on what follows from it. */
import type { Part } from './parts.ts';
import { by, lowerFirst, phraseBook, type Degree } from './phrase-book.ts';

/** The clause for a part: "price is far below its 20-bar average". Falls back on the feature's label. */
export function phraseOf(part: Part): string {
  if (part.steps) return `the course of ${lowerFirst(part.label)}`;
  if (part.members) return `${lowerFirst(part.label)} as a whole`;
  if (part.value === null) return `${lowerFirst(part.label)} is missing and its default counts`;
  const deviation = part.value - (part.usual ?? 0);
  const degree = degreeOf(part, deviation);
  const pair = phraseBook[part.name];
  if (pair) return (deviation >= 0 ? pair.above : pair.below)(degree);
  const ofSeries = phraseBook[part.info?.series ?? ''];
  if (ofSeries) return `${(deviation >= 0 ? ofSeries.above : ofSeries.below)(degree)}${part.label.slice(Math.max(0, part.label.lastIndexOf(',')))}`;
  return `${lowerFirst(part.label)} is ${by(degree, 'slightly ', '', 'far ')}${deviation >= 0 ? 'above' : 'below'} its usual`;
}

/**
 * How far a value lies from its mean towards the end of its training range on that side: under a tenth is slight,
 * from four tenths on it is strong. Without a range: by its own size, as features are scaled to about one.
 */
export function degreeOf(part: Pick<Part, 'range' | 'usual'>, deviation: number): Degree {
  const reach = part.range ? Math.abs((deviation >= 0 ? part.range.high : part.range.low) - (part.usual ?? 0)) : 2.5;
  const share = reach > 0 ? Math.abs(deviation) / reach : 0;
  return share < 0.1 ? 'slight' : share < 0.4 ? 'plain' : 'strong';
}
