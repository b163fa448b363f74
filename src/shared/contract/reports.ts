/** What the desk head may ask. */
import { z } from 'zod';
import type { EpochMicros, MoneyMinor } from '../domain/numbers.ts';
import { query } from './kinds.ts';

/** An estimate with its 95 % interval and the number of cases behind it. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

export interface ReportRow {
  /** Model id, user id or symbol. */
  readonly key: string;
  readonly orders: number;
  readonly filledOrders: number;
  readonly realisedMinor: MoneyMinor;
  readonly unrealisedMinor: MoneyMinor;
  readonly feesMinor: MoneyMinor;
  readonly netMinor: MoneyMinor;
  /** Filled orders that made money by the suggestion's horizon; Wilson interval. Null below 1 case. */
  readonly hitRate: Estimate | null;
  /** Average price paid against mid at submission, basis points, positive is cost. Null below 2 cases. */
  readonly slippageBp: Estimate | null;
}

/** Accepted, edited or rejected: what each made, or would have made, by its horizon and net of cost. */
export interface OverrideRow {
  readonly kind: 'accept' | 'edit' | 'reject' | 'expired';
  readonly count: number;
  /** Suggestions whose horizon has passed. */
  readonly measured: number;
  readonly netBp: Estimate | null;
  readonly hitRate: Estimate | null;
}

export interface DeskReport {
  readonly from: EpochMicros;
  readonly to: EpochMicros;
  /** P&L rows are in one currency; a desk trading several gets one block a currency. */
  readonly currencies: readonly {
    readonly currency: string;
    readonly currencyMinorDigits: number;
    readonly total: ReportRow;
    readonly byModel: readonly ReportRow[];
    readonly byTrader: readonly ReportRow[];
    readonly byInstrument: readonly ReportRow[];
  }[];
  readonly overrides: readonly OverrideRow[];
  /** Each suggestion with what was done and what came of it, newest first, at most 500. */
  readonly cases: readonly {
    readonly suggestionId: string;
    readonly symbol: string;
    readonly side: 'buy' | 'sell';
    readonly madeAt: EpochMicros;
    readonly decision: 'accept' | 'edit' | 'reject' | 'expired' | 'open';
    readonly expectedNetBp: number;
    /** Null until the horizon has passed. */
    readonly realisedNetBp: number | null;
  }[];
  /** Fewer cases than this and no interval is shown as evidence. */
  readonly minimumCases: number;
  /** Journal sequence number the report was made from: its source. */
  readonly journalSeq: number;
}

export const reportsContract = {
  'reports.desk': query<DeskReport>()(z.object({})),
};
