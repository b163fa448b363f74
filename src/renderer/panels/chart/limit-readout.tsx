/** The limit that binds next, with how much of it is used. */
import type { Headroom } from '../../../shared/contract/risk.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { Bar } from '../../ui/bar.tsx';
import { roomWords, shareWords } from './limit-words.ts';

const warnFrom = 0.8;

export function LimitReadout({ headroom, instrument }: { readonly headroom: readonly Headroom[]; readonly instrument: Instrument }) {
  const next = headroom[0];
  if (!next) return null;
  const over = next.share >= 1;
  const tone = over ? 'danger' : next.share >= warnFrom ? 'warn' : 'plain';
  const others = headroom.slice(1).map((row) => `${row.label} ${shareWords(row.share)}: ${roomWords(row, instrument)}`).join('\n');
  return (
    <div className={`chart-limit is-${tone}`} title={others === '' ? undefined : `Then:\n${others}`}>
      <span className="muted">{over ? 'Limit reached' : 'Binds next'}</span>
      <span>{next.label}</span>
      <span className="chart-limit-bar"><Bar share={Math.min(1, next.share)} tone={tone === 'plain' ? 'plain' : 'warn'} oneSided={true} /></span>
      <span className="figure">{shareWords(next.share)}</span>
      <span className="faint figure figure-small">{roomWords(next, instrument)}</span>
    </div>
  );
}
