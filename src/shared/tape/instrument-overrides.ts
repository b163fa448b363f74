/** Reads the `instruments.json` that may lie beside the files of a tape: facts that override the table (TP-6). */
import { parseDecimal } from '../domain/numbers.ts';
import { factsOf, factsOfClass, type InstrumentFacts } from './instrument-facts.ts';
import type { BarStamp } from './bar-times.ts';

export type FactsOverride = Partial<InstrumentFacts> & { readonly barStamp?: BarStamp };

/** Overrides by symbol, and what was wrong with the file, entry by entry (wrong entries are left out). */
export interface InstrumentOverrides {
  readonly bySymbol: ReadonlyMap<string, FactsOverride>;
  readonly problems: readonly string[];
}

const assetClasses: readonly unknown[] = ['equity', 'etf', 'index', 'fx', 'crypto', 'future', 'commodity'];
const isDecimal = (v: unknown): boolean => typeof v === 'string' && (parseDecimal(v)?.units ?? 0n) > 0n;
const isText = (v: unknown): boolean => typeof v === 'string' && v.length > 0 && v.length <= 64;
const isBoolean = (v: unknown): boolean => typeof v === 'boolean';
const isMinute = (v: unknown): boolean => Number.isInteger(v) && (v as number) >= 0 && (v as number) <= 1440;

/** What each field may hold; a field that is not listed is named as a problem. */
const checks: Readonly<Record<keyof FactsOverride, (v: unknown) => boolean>> = {
  name: isText, currency: isText, tickSize: isDecimal, lotSize: isDecimal, multiplier: isDecimal,
  assetClass: (v) => assetClasses.includes(v),
  currencyMinorDigits: (v) => Number.isInteger(v) && (v as number) >= 0 && (v as number) <= 8,
  feeBp: (v) => typeof v === 'number' && v >= 0 && v <= 1000,
  assumedSpreadBp: (v) => typeof v === 'number' && v > 0 && v <= 1000,
  assumedQuoteUnits: (v) => typeof v === 'number' && v > 0 && v <= 1e12,
  tradable: isBoolean, mayBeNegative: isBoolean, tradesOnHolidays: isBoolean, dayStartMinute: isMinute, dayEndMinute: isMinute,
  calendar: (v) => ['nyse', 'weekdays', 'every-day', 'none'].includes(v as string),
  barStamp: (v) => v === 'start' || v === 'end',
};

export const noOverrides: InstrumentOverrides = { bySymbol: new Map(), problems: [] };

/** Both, the later one winning where they name the same symbol. */
export const mergeOverrides = (a: InstrumentOverrides, b: InstrumentOverrides): InstrumentOverrides => ({
  bySymbol: new Map([...a.bySymbol, ...b.bySymbol]), problems: [...a.problems, ...b.problems],
});

/** Reads `{ "SYMBOL": { field: value } }`; `name` is that of the file, for messages. */
export function readOverrides(name: string, text: string): InstrumentOverrides {
  const bySymbol = new Map<string, FactsOverride>();
  const problems: string[] = [];
  const parsed = parseJson(text);
  if (!isRecord(parsed)) return { bySymbol, problems: [`${name}: not a JSON object of symbols`] };
  for (const [symbol, entry] of Object.entries(parsed)) {
    if (!isRecord(entry)) {
      problems.push(`${name}: ${symbol} is not an object`);
      continue;
    }
    const good: Record<string, unknown> = {};
    for (const [field, value] of Object.entries(entry)) {
      if (!Object.hasOwn(checks, field)) problems.push(`${name}: ${symbol}.${field} is no known field`);
      else if (!checks[field as keyof FactsOverride](value)) problems.push(`${name}: ${symbol}.${field} cannot be ${JSON.stringify(value)}`);
      else good[field] = value;
    }
    const override = good as FactsOverride;
    const { dayStartMinute, dayEndMinute } = withOverride(symbol, override);
    if (dayStartMinute < dayEndMinute) bySymbol.set(symbol, override);
    else problems.push(`${name}: ${symbol} has a day that ends (minute ${dayEndMinute}) before it starts (${dayStartMinute}); left out`);
  }
  return { bySymbol, problems };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isRecord = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);

/** Facts of a symbol with its override, if any. */
export function overriddenFacts(symbol: string, overrides: InstrumentOverrides): InstrumentFacts {
  const override = overrides.bySymbol.get(symbol);
  return override ? withOverride(symbol, override) : factsOf(symbol);
}

/** A changed asset class brings its own defaults for what the override leaves open. */
function withOverride(symbol: string, override: FactsOverride): InstrumentFacts {
  const known = factsOf(symbol);
  const { assetClass } = override;
  return { ...(assetClass && assetClass !== known.assetClass ? factsOfClass(assetClass, known.name) : known), ...override };
}
