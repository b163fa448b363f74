/** A backtest as it is typed, and what the core is asked for. Pure. */
import type { BacktestDefinition } from '../../../shared/contract/backtest.ts';
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

/** The contract's limits (shared/contract/backtest.ts), checked here so that nothing is sent in vain; the core checks again. */
const sessionsMax = 250;
const symbolsMax = 64;
const pathCharsMax = 1024;

export function definitionOf(draft: Draft): { readonly ok: true; readonly value: BacktestDefinition } | { readonly ok: false; readonly why: string } {
  if (draft.kind === 'tape' && draft.path.trim() === '') return { ok: false, why: 'Type the path of a tape, a file or a folder on this machine' };
  if (draft.path.length > pathCharsMax) return { ok: false, why: `The path is longer than ${pathCharsMax} characters` };
  if (draft.costMultiplier === null || draft.costMultiplier < 0 || draft.costMultiplier > 10) return { ok: false, why: 'The cost multiplier is a number from 0 to 10' };
  const symbols = draft.symbols.split(/[\s,;]+/).filter((symbol) => symbol !== '');
  const odd = symbols.find((symbol) => !/^[!-~]{1,32}$/.test(symbol));
  if (odd !== undefined) return { ok: false, why: `Symbols: ${odd} is not one (printable, at most 32 characters)` };
  if (symbols.length > symbolsMax) return { ok: false, why: `Symbols: at most ${symbolsMax}; leave it empty for all` };
  const data = draft.kind === 'tape' ? { kind: 'tape' as const, path: draft.path.trim() } : { kind: 'recorded' as const, sessionsMax };
  return { ok: true, value: { strategy: 'drift-linear', data, symbols, costMultiplier: draft.costMultiplier } };
}

/** `tape futures.csv, ALDR, cost × 2`: a run in a few words. */
export function definitionWords(definition: BacktestDefinition): string {
  const data = definition.data.kind === 'tape' ? `tape ${lastOf(definition.data.path)}` : 'this session';
  const symbols = definition.symbols.length === 0 ? 'all' : definition.symbols.length > 3 ? `${definition.symbols.length} symbols` : definition.symbols.join(' ');
  return `${data}, ${symbols}, cost × ${formatNumber(definition.costMultiplier, definition.costMultiplier % 1 === 0 ? 0 : 2)}`;
}

const lastOf = (path: string): string => path.split(/[/\\]/).filter((part) => part !== '').at(-1) ?? path;
