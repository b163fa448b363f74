/** A backtest as it is typed, and what the core is asked for. Pure. */
import { backtestDefinitionShape, type BacktestDefinition } from '../../../shared/contract/backtest.ts';
import { formatNumber } from '../../ui/format.ts';

export interface Draft {
  readonly kind: 'recorded' | 'tape';
  readonly path: string;
  /** Symbols as typed, by commas or spaces; empty means all. */
  readonly symbols: string;
  /** Null while what is typed is no number. */
  readonly costMultiplier: number | null;
}

export const firstDraft: Draft = { kind: 'recorded', path: '', symbols: '', costMultiplier: 1 };

const sessionsMax = 250;

export function definitionOf(draft: Draft): { readonly ok: true; readonly value: BacktestDefinition } | { readonly ok: false; readonly why: string } {
  if (draft.kind === 'tape' && draft.path.trim() === '') return { ok: false, why: 'Type the path of a tape, a file or a folder on this machine' };
  if (draft.costMultiplier === null || draft.costMultiplier < 0 || draft.costMultiplier > 10) return { ok: false, why: 'The cost multiplier is a number from 0 to 10' };
  const parsed = backtestDefinitionShape.safeParse({
    strategy: 'drift-linear',
    data: draft.kind === 'tape' ? { kind: 'tape', path: draft.path.trim() } : { kind: 'recorded', sessionsMax },
    symbols: draft.symbols.split(/[\s,;]+/).filter((symbol) => symbol !== ''),
    costMultiplier: draft.costMultiplier,
  });
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  return { ok: false, why: issue?.path[0] === 'symbols' ? `Symbols: ${issue.message.toLowerCase()}` : issue?.message ?? 'The definition is not valid' };
}

/** `tape futures.csv, ALDR, cost × 2`: a run in a few words. */
export function definitionWords(definition: BacktestDefinition): string {
  const data = definition.data.kind === 'tape' ? `tape ${lastOf(definition.data.path)}` : 'this session';
  const symbols = definition.symbols.length === 0 ? 'all' : definition.symbols.length > 3 ? `${definition.symbols.length} symbols` : definition.symbols.join(' ');
  return `${data}, ${symbols}, cost × ${formatNumber(definition.costMultiplier, definition.costMultiplier % 1 === 0 ? 0 : 2)}`;
}

const lastOf = (path: string): string => path.split(/[/\\]/).filter((part) => part !== '').at(-1) ?? path;
