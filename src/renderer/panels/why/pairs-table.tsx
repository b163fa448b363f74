/** What two features add together beyond what each adds alone, the largest first. */
import type { Interactions } from '../../../shared/contract/signals.ts';
import { Bar } from '../../ui/bar.tsx';
import { formatAdds } from './parts.ts';
import type { Reasoning } from './reasoning.ts';

export function PairsTable({ interactions, of }: { readonly interactions: Interactions; readonly of: Reasoning }) {
  const { parts, scale } = of;
  const label = (name: string): string => parts.find((part) => part.name === name)?.label ?? name;
  const widest = Math.max(1e-12, ...interactions.pairs.map(({ value }) => Math.abs(value)));
  if (interactions.pairs.length === 0) return <p className="muted small">No pair adds anything: each feature counts by itself in this model ({interactions.method}).</p>;
  return (
    <table className="grid-table why-pairs-table">
      <caption className="visually-hidden">Interactions of pairs, {scale.unit}, by {interactions.method}</caption>
      <thead><tr><th className="text">Together</th><th>Adds {scale.unit}</th><td className="why-bar-cell" /></tr></thead>
      <tbody>
        {interactions.pairs.map(({ a, b, value }) => (
          <tr key={`${a} ${b}`}>
            <td className="text">{label(a)} × {label(b)}</td>
            <td className={`figure ${value > 0 ? 'up' : 'down'}`}>{formatAdds(value * scale.perMargin, { digits: scale.digits + 1 })}</td>
            <td className="why-bar-cell"><Bar share={value / widest} tone={value > 0 ? 'up' : 'down'} /></td>
          </tr>
        ))}
      </tbody>
      <tfoot><tr><td className="text muted" colSpan={3}>{interactions.method}</td></tr></tfoot>
    </table>
  );
}
