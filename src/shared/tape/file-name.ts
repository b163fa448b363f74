/** The symbol and the source that a file's name gives (TP-3 of docs/specs/tapes.md). */

export interface FileIdentity {
  /** First word of the name (`EURUSD`), with `_PERP` when that follows. */
  readonly symbol: string;
  /** The words after it that name vendor and market (`fxcm`, `binance-usdm`); empty when there are none. */
  readonly source: string;
}

/** Letters of a symbol, so that it stays within the 32 of the wire when source and bar length are added. */
export const symbolLengthMax = 14;

/** Words of a file name that say what kind of data it holds, not whose. */
const kindWords: ReadonlySet<string> = new Set(['quotebars', 'quotes', 'trades', 'depth', 'bars', 'ticks', 'daily', 'minute']);

export function fileIdentity(name: string): FileIdentity {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  const words = base.replace(/\.(gz|csv|txt)\b/gi, '').split('_').filter((word) => word !== '');
  const perpetual = words[1] === 'PERP';
  const symbol = perpetual ? `${words[0]}_PERP` : (words[0] ?? base);
  const source = words.slice(perpetual ? 2 : 1).filter((word) => /^[a-z]+$/i.test(word) && !kindWords.has(word.toLowerCase()));
  const printable = symbol.replace(/[^A-Za-z0-9_.-]/g, '').slice(0, symbolLengthMax);
  return { symbol: printable === '' ? 'UNNAMED' : printable, source: source.join('-').toLowerCase().slice(0, symbolLengthMax) };
}
