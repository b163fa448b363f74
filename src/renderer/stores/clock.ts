/**
 * The core's time on screen. Every stream message says when it was true by the core's clock; the difference to this
 * machine's is kept, so that ages and expiries count by the clock that made them, whatever speed a tape plays at.
 */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { ConnectionsStatus } from '../../shared/contract/connections.ts';
import { createStore } from 'zustand/vanilla';
import { useStream } from './use-stream.ts';

interface ClockState {
  /** Core's clock less ours, microseconds; undefined before the first message. */
  readonly offsetMicros: number | undefined;
  /** Our clock at the last beat, milliseconds. Beats twice a second while anything shows an age. */
  readonly beatMs: number;
}

export const clockStore = createStore<ClockState>(() => ({ offsetMicros: undefined, beatMs: Date.now() }));

const beatPeriodMs = 500;
/** Below this a change of offset is network jitter and not a jump of the core's clock. */
const offsetJitterMicros = 50_000;
let users = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** Written by connection/ with every message. */
export function heardFromCore(asOfMicros: number): void {
  const offsetMicros = asOfMicros - Date.now() * 1000;
  const known = clockStore.getState().offsetMicros;
  if (known === undefined || Math.abs(known - offsetMicros) > offsetJitterMicros) clockStore.setState({ offsetMicros });
}

/** The core's clock now, microseconds since 1970. */
export const coreNowMicros = (): number => Date.now() * 1000 + (clockStore.getState().offsetMicros ?? 0);

/** The core's clock, refreshed twice a second while the component is mounted. */
export function useCoreNow(): number {
  useEffect(() => {
    users++;
    timer ??= setInterval(() => clockStore.setState({ beatMs: Date.now() }), beatPeriodMs);
    return () => {
      users--;
      if (users > 0 || timer === undefined) return;
      clearInterval(timer);
      timer = undefined;
    };
  }, []);
  return useStore(clockStore, (state) => state.beatMs * 1000 + (state.offsetMicros ?? 0));
}

/** Longest stretch over which the market's clock is carried on without news of it, microseconds of the core's clock. */
const carriedMicrosMax = 2_000_000;

interface MarketClock {
  /** The venue's market time now, microseconds; null before it has told one. */
  readonly nowMicros: number | null;
  /** How many market seconds pass in one of ours; 1 when the venue does not say. */
  readonly speed: number;
}

/** The market's clock: suggestions expire by it. Carried on from the last status at the venue's own speed. */
export function marketClock(status: ConnectionsStatus | undefined, asOf: number | undefined): MarketClock {
  const told = status?.speed ?? null;
  const speed = told !== null && told > 0 ? told : 1;
  if (!status || status.marketTime === null || asOf === undefined) return { nowMicros: null, speed };
  const sinceMicros = Math.min(carriedMicrosMax, Math.max(0, coreNowMicros() - asOf));
  return { nowMicros: status.marketTime + sinceMicros * speed, speed };
}

/** The market's clock, refreshed twice a second while the component is mounted. */
export function useMarketClock(): MarketClock {
  const { value, asOf } = useStream('connections.status', {});
  useCoreNow();
  return marketClock(value, asOf);
}

/** How long, by our clock in ms, until the market reaches `micros`; null while the market's time is unknown. */
export function useTimeUntil(micros: number): number | null {
  const { nowMicros, speed } = useMarketClock();
  return nowMicros === null ? null : (micros - nowMicros) / speed / 1000;
}
