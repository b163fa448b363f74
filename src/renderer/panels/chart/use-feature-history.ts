/** The history of the feature that a chart draws, asked anew at each bar. */
import { useEffect, useMemo, useRef } from 'react';
import type { FeatureInfo } from '../../../shared/contract/signals.ts';
import { useQuery } from '../../connection/use-call.ts';
import { useFeatures } from '../../connection/use-features.ts';
import { useReading } from '../../stores/lookups.ts';
import { useStreamPart } from '../../stores/use-stream.ts';
import { historyState, trainingRange, type HistoryState, type Range } from './feature-history.ts';

export interface FeatureHistory {
  readonly name: string;
  /** In words; the name until these are there. */
  readonly label: string;
  readonly info: FeatureInfo | null;
  readonly unit: string;
  readonly state: HistoryState;
  /** The range that the model of the drift saw in training; null while its card is not at hand. */
  readonly range: Range | null;
}

/** Null while no feature is drawn. */
export function useFeatureHistory(symbol: string, feature: string | null): FeatureHistory | null {
  const { features } = useFeatures();
  const card = useStreamPart('signals.models', {}, (state) => state.value?.find((model) => model.card?.role === 'drift')?.card ?? null);
  const { value: answer, why, again } = useQuery('signals.featurePast', feature === null ? null : { symbol, feature });
  useAtEachBar(symbol, again);
  const info = features.find((one) => one.name === feature) ?? null;
  const state = useMemo(() => historyState(answer, why, info), [answer, why, info]);
  const range = useMemo(() => (feature === null ? null : trainingRange(card, feature)), [card, feature]);
  const unit = info?.unit ?? answer?.value?.unit ?? '';
  return useMemo(() => (feature === null ? null : { name: feature, label: info?.label ?? feature, info, unit, state, range }), [feature, info, unit, state, range]);
}

/** When a bar begins, the one before has ended; the reading of it may come a moment later. */
function useAtEachBar(symbol: string, again: () => void): void {
  const lastStart = useStreamPart('marketData.bars', { symbol }, (state) => state.value?.at(-1)?.start);
  const asOf = useReading(symbol)?.asOf;
  const seen = useRef('');
  useEffect(() => {
    const now = `${symbol} ${lastStart ?? ''} ${asOf ?? ''}`;
    const before = seen.current;
    seen.current = now;
    // What was there when the chart was opened is in the first answer already.
    if (before.startsWith(`${symbol} `) && before !== now) again();
  }, [symbol, lastStart, asOf, again]);
}
