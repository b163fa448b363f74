/** The bars of the chart as a table, newest first, with the feature that is drawn: to read with a screen reader and to copy. */
import { memo, useState } from 'react';
import type { Bar } from '../../../shared/domain/bar.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { useSettings } from '../../stores/settings.ts';
import { useStreamPart } from '../../stores/use-stream.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount, formatPrice, formatQuantity, formatTime, nothing, type Zone } from '../../ui/format.ts';
import { formatFeature, unitWords } from '../why/parts.ts';
import { timeframeWord } from './bar-times.ts';
import { outsideOf, valueAt, type Range } from './feature-history.ts';
import type { FeatureHistory } from './use-feature-history.ts';

/** Rows at first, and more of them each time that they are asked for. */
const step = 200;
const noBars: readonly Bar[] = [];

export interface BarsTableProps {
  readonly instrument: Instrument;
  readonly history: FeatureHistory | null;
  readonly onEscape: () => void;
}

export function BarsTable({ instrument, history, onEscape }: BarsTableProps) {
  const bars = useStreamPart('marketData.bars', { symbol: instrument.symbol }, (state) => state.value) ?? noBars;
  const zone = useSettings((s) => s.zone);
  const [shown, setShown] = useState(step);
  const older = bars.length - shown;
  const values = history?.state.kind === 'drawn' || history?.state.kind === 'never' ? history.state.values : null;
  return (
    <div className="chart-table" tabIndex={0} data-focus-first="" role="region" aria-label={`Bars of ${instrument.symbol}, newest first`} data-keys="arrows"
      onKeyDown={(event) => { if (event.key === 'Escape') onEscape(); }}>
      <table className="grid-table">
        <caption className="visually-hidden">{`Bars of ${instrument.symbol}, ${timeframeWord(instrument.barSeconds)} each, newest first`}</caption>
        <thead>
          <tr>
            <th className="text" scope="col" title={zone === 'utc' ? 'Start of the bar, UTC' : 'Start of the bar, local time'}>Time</th>
            <th scope="col">Open</th><th scope="col">High</th><th scope="col">Low</th><th scope="col">Close</th><th scope="col">Volume</th>
            {history && <th scope="col" className="chart-table-feature" title={history.info ? `${history.info.glossary} (${unitWords(history.unit)})` : undefined}>{history.label}</th>}
          </tr>
        </thead>
        <tbody>
          {bars.slice(-shown).reverse().map((bar) => (
            <Row key={bar.start} bar={bar} instrument={instrument} zone={zone} hasFeature={history !== null} unit={history?.unit ?? ''} range={history?.range ?? null} value={values ? valueAt(values, bar) : undefined} />
          ))}
        </tbody>
      </table>
      {older > 0 && <p className="chart-table-more"><Button tone="quiet" onPress={() => setShown(shown + step)}>{`Show ${formatCount(Math.min(step, older))} older bars`}</Button> <span className="faint small">{formatCount(shown)} of {formatCount(bars.length)}</span></p>}
    </div>
  );
}

interface RowProps {
  readonly bar: Bar;
  readonly instrument: Instrument;
  readonly zone: Zone;
  readonly hasFeature: boolean;
  readonly unit: string;
  readonly range: Range | null;
  /** Null where it was missing, undefined where it was not read. */
  readonly value: number | null | undefined;
}

const Row = memo(function Row({ bar, instrument, zone, hasFeature, unit, range, value }: RowProps) {
  const isDaily = instrument.barSeconds >= 86_400;
  const price = (ticks: number) => <td className="figure">{formatPrice(instrument, ticks)}</td>;
  const outside = outsideOf(value, range);
  return (
    <tr>
      <td className="text figure"><span className={isDaily ? '' : 'chart-table-date'}>{formatTime(bar.start, zone, 'date')}</span>{!isDaily && ` ${formatTime(bar.start, zone, instrument.barSeconds < 60 ? 'time' : 'minute')}`}</td>
      {price(bar.open)}{price(bar.high)}{price(bar.low)}{price(bar.close)}
      <td className="figure">{bar.volume === null ? nothing : formatQuantity(instrument, bar.volume)}</td>
      {hasFeature && (
        <td className={`figure${outside ? ' chart-feature-warn' : ''}`} title={outside ? `${outside} everything seen in training` : undefined}>
          {outside && <span aria-label={`${outside} everything seen in training:`} role="img">⚠ </span>}{typeof value === 'number' ? formatFeature(value, unit) : value === null ? <span className="chart-feature-missing">missing</span> : nothing}
        </td>
      )}
    </tr>
  );
});
