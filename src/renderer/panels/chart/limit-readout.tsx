/** The limit that binds next, with how much of it is used. */
import type { Headroom } from '../../../shared/contract/risk.ts';
import { Bar } from '../../ui/bar.tsx';
import { formatNumber, formatPercent } from '../../ui/format.ts';

const warnFrom = 0.8;

export function LimitReadout({ headroom }: { readonly headroom: readonly Headroom[] }) {
  const next = headroom[0];
  if (!next) return null;
  const over = next.share >= 1;
  const tone = over ? 'danger' : next.share >= warnFrom ? 'warn' : 'plain';
  const others = headroom.slice(1).map((row) => `${row.label} ${formatPercent(row.share, 0)}`).join('\n');
  return (
    <div className={`chart-limit is-${tone}`} title={others === '' ? undefined : `Then:\n${others}`}>
      <span className="muted">{over ? 'Limit reached' : 'Binds next'}</span>
      <span>{next.label}</span>
      <span className="chart-limit-bar"><Bar share={Math.min(1, next.share)} tone={tone === 'plain' ? 'plain' : 'warn'} oneSided={true} /></span>
      <span className="figure">{formatPercent(next.share, 0)}</span>
      <span className="faint figure figure-small">{formatNumber(next.used, digitsOf(next))} of {formatNumber(next.limit, digitsOf(next))} {next.unit}</span>
    </div>
  );
}

const digitsOf = (row: Headroom): number => (row.limit < 10 ? 2 : row.limit < 1000 && row.used % 1 !== 0 ? 1 : 0);
