/** What the page of an explanation says beside the explanation itself: numbers, models, quote and times in words. Pure. */
import type { FeatureInfo } from '../../../shared/contract/signals.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { LiveRecord, Signal, Suggestion } from '../../../shared/domain/signal.ts';
import { formatBp, formatNumber, formatPercent, formatPrice, formatQuantity, formatTime, type Zone } from '../../ui/format.ts';
import { sideWord } from '../../words/order-words.ts';
import { causesOf, coverageOf, coverageWords, frequencyWords, noveltyGrade, stabilityGrade, stabilityWords } from './facts.ts';
import { roleQuestions, stanceWords, type ViewLine } from './views.ts';

export interface RowsInputs {
  readonly signal: Signal;
  readonly suggestion: Suggestion | null;
  readonly instrument: Instrument | undefined;
  readonly live: LiveRecord | null;
  readonly lines: readonly ViewLine[];
  readonly zone: Zone;
  readonly features: readonly FeatureInfo[];
  /** Why nothing is suggested, with its numbers. */
  readonly silence: string | null;
}

export type PageRow = readonly [term: string, text: string];

/** In the order of the panel: what decides, what each model says, where it comes from. */
export interface PageRows {
  readonly call: readonly PageRow[];
  readonly models: readonly PageRow[];
  readonly source: readonly PageRow[];
}

export function pageRows({ signal, suggestion: s, instrument, live, lines, zone, features, silence }: RowsInputs): PageRows {
  const { band, novelty, quote } = signal;
  const coverage = coverageOf(band, live);
  const causes = causesOf(novelty, features);
  const call: readonly PageRow[] = [
    ...(s ? oddsRows(s, instrument) : silence === null ? [] : [['No call', silence] as const]),
    ['Band', `${formatPercent(band.level, 0)}: ${formatBp(band.lowBp)} to ${formatBp(band.highBp)} bp${coverage ? `; ${coverageWords(coverage)}` : ''}`],
    ['Expected return', `${formatBp(signal.expectedReturnBp)} bp over ${signal.horizonBars} bars: ${formatNumber(signal.scoreSigma, 6, 'always')} sigma × ${formatNumber(signal.horizonVolatilityBp, 3)} bp`],
    ...(s ? edgeRows(s, instrument) : []),
    ['Stability', `${stabilityGrade(signal.stability)}: ${stabilityWords(signal.stability)}`],
    ['Novelty', `${formatNumber(novelty.distance, 2)}, ${noveltyGrade(novelty)}${causes === '' ? '' : `; ${causes}`}`],
  ];
  const source: readonly PageRow[] = [
    ['As of', formatTime(signal.asOf, zone, 'precise')],
    ['Quote', `${formatQuantity(instrument, quote.bidSize)} × ${formatPrice(instrument, quote.bid)} / ${formatPrice(instrument, quote.ask)} × ${formatQuantity(instrument, quote.askSize)}, at ${formatTime(quote.venueTime, zone, 'precise')}`],
    ['Signal', signal.signalId],
  ];
  return { call, source, models: lines.map((line) => [`${line.modelId} ${line.modelVersion}`, `${roleQuestions[line.role]}? ${line.words}; ${line.isChampion ? 'champion, ' : ''}${stanceWords[line.stance]}`] as const) };
}

const oddsRows = (s: Suggestion, instrument: Instrument | undefined): readonly PageRow[] => [
  ['Suggested', `${sideWord[s.side]} ${formatQuantity(instrument, s.orderQty)} ${s.signal.symbol} ${s.price === null ? 'at market' : `at ${formatPrice(instrument, s.price)}`}; suggestion ${s.suggestionId}, ${s.status}`],
  ...(s.odds ? [['Odds', `${formatPercent(s.odds.value, 1)} (${s.odds.modelId} ${s.odds.modelVersion}); ${frequencyWords(s.odds)}`] as const] : []),
];

const edgeRows = (s: Suggestion, instrument: Instrument | undefined): readonly PageRow[] => [
  ['Net edge', `${formatBp(s.netEdgeBp)} bp: edge ${formatBp(s.edgeBp)} less cost ${formatBp(s.cost.totalBp, 1, 'negative')} (spread ${formatBp(s.cost.spreadBp, 1, 'negative')}, fees ${formatBp(s.cost.feeBp, 1, 'negative')}, impact ${formatBp(s.cost.impactBp, 1, 'negative')})`],
  ['Edge gone at', s.breakEvenQty === null ? 'no size: impact does not bind' : formatQuantity(instrument, s.breakEvenQty)],
  ...(s.betSize === null ? [] : [['Bet size', `${formatPercent(s.betSize, 0)} of full`] as const]),
  ...(s.fillOdds ? [['Fill odds', `${formatPercent(s.fillOdds.value, 1)} (${s.fillOdds.modelId} ${s.fillOdds.modelVersion})`] as const] : []),
];
