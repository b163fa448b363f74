/** Each suggestion with what was done and what came of it, newest first. A click shows its reasons. */
import type { DeskReport } from '../../../shared/contract/reports.ts';
import { suggestionNow } from '../../stores/lookups.ts';
import { selectSuggestion } from '../../stores/selection.ts';
import { useSettings } from '../../stores/settings.ts';
import { Chip } from '../../ui/chip.tsx';
import { toneOf } from '../../ui/figure.tsx';
import { formatBp, formatTime } from '../../ui/format.ts';
import { sideArrow, sideTone, sideWord } from '../../words/order-words.ts';

type Case = DeskReport['cases'][number];
const decisionWords: Readonly<Record<Case['decision'], string>> = { accept: 'accepted', edit: 'edited', reject: 'rejected', expired: 'expired', open: 'open' };

export function CaseTable({ cases }: { readonly cases: readonly Case[] }) {
  const zone = useSettings((s) => s.zone);
  return (
    <table className="grid-table rp-table">
      <caption className="visually-hidden">Suggestions of the session, newest first</caption>
      <thead><tr><th className="text">Made</th><th className="text">Symbol</th><th className="text">Side</th><th className="text">Decision</th><th>Expected net bp</th><th>Came to bp</th><th>Difference</th><th className="text">Suggestion</th></tr></thead>
      <tbody>
        {cases.map((one) => (
          <tr key={one.suggestionId}>
            <td className="text figure muted">{formatTime(one.madeAt, zone, 'time')}</td>
            <td className="text rp-key">{one.symbol}</td>
            <td className={`text ${sideTone(one.side)}`}>{sideArrow[one.side]} {sideWord[one.side]}</td>
            <td className="text"><Chip tone={one.decision === 'open' || one.decision === 'expired' ? 'muted' : 'plain'}>{decisionWords[one.decision]}</Chip></td>
            <td className="figure">{formatBp(one.expectedNetBp)}</td>
            <td className={`figure tone-${toneOf(one.realisedNetBp)}`}>{formatBp(one.realisedNetBp)}</td>
            <td className="figure muted">{one.realisedNetBp === null ? 'horizon not over' : formatBp(one.realisedNetBp - one.expectedNetBp)}</td>
            <td className="text"><button type="button" className="rp-link figure figure-small" onClick={() => selectSuggestion(suggestionNow(one.suggestionId) ?? { suggestionId: one.suggestionId, signal: { symbol: one.symbol } })}>{one.suggestionId}</button></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
