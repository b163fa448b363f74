/** One instrument's market, a minute at a time: hidden pressure, price, spread, book and prints. No event objects here. */
import { must } from '../../src/shared/base/assert.ts';
import type { Random } from '../../src/shared/base/random.ts';
import { Garch } from './garch.ts';
import { volatilityShape, volumeShape } from './intraday.ts';
import { jumpSize, namedStream, overnightShare, type MarketMinute } from './market.ts';
import { regimeTraits } from './regime.ts';
import { factorDailyVolatility, minutesPerDay, type RosterEntry } from './roster.ts';

export const depthLevels = 5;

/** The book after one quote update: ticks and lots. Sizes are best first; level `l` is `l` x `levelTicks` behind the best. */
export interface BookState {
  bid: number;
  ask: number;
  readonly levelTicks: number;
  readonly bidSizes: Int32Array;
  readonly askSizes: Int32Array;
}

/** Takes what happens in a minute, in time order. What it is given is reused: copy what you keep. */
export interface MinuteSink {
  /** @param lastOfMinute true for the update that stands when the bar ends. */
  book(state: BookState, micros: number, lastOfMinute: boolean): void;
  trade(ticks: number, lots: number, aggressor: 'buy' | 'sell', micros: number): void;
}

export interface MinuteFrame {
  readonly market: MarketMinute;
  /** 0 at the open of the session, 1 at its close. */
  readonly place: number;
  readonly startMicros: number;
  readonly lengthMicros: number;
}

/** Constants of the model; README.md has the formulas they stand in. */
const pressureDecay = Math.exp(-1 / 18);        // the e-folding time of hidden pressure, minutes
const pressureDrift = 0.042;                    // drift for one unit of pressure, in minute volatilities
const momentumDecay = Math.exp(-1 / 45);
const reversalDecay = Math.exp(-1 / 3);
const ownJumpsPerMinute = 1 / (2 * minutesPerDay); // in the choppy regime
const flowNoiseDecay = 0.7;
const depletionDecay = 0.6;                     // what is left of a taken queue's hole after one quote update
const depletionMax = 0.75;
const touchInTrades = 3;                        // displayed size at the touch, in mean trade sizes
const tradeSizeSpread = 0.8;                    // sigma of the log of a trade's size
const ticksMin = 100;                           // prices stay positive with the whole book below them

export class InstrumentProcess {
  readonly #entry: RosterEntry;
  readonly #random: Random;
  readonly #garch = new Garch();
  readonly #ownVolatility: number;
  readonly #typicalVolatility: number;
  readonly #meanTradeLots: number;
  readonly #stepsPerMinute: number;
  readonly #steps: Float64Array;
  readonly #levelNoise = new Float64Array(2 * depthLevels);
  readonly #book: BookState;
  #logReturn = 0;
  /** Hidden pressure of unfinished large orders; stationary with mean 0 and variance 1. */
  #pressure: number;
  #mediumReturn = 0;
  #shortReturn = 0;
  #flowNoise = 0;
  #bidDepletion = 0;
  #askDepletion = 0;

  constructor(entry: RosterEntry, seed: number, stepsPerMinute: number) {
    this.#entry = entry;
    this.#random = namedStream(seed, entry.instrument.symbol);
    this.#ownVolatility = entry.ownDailyVolatility / Math.sqrt(minutesPerDay);
    const marketPart = (entry.beta * factorDailyVolatility) / Math.sqrt(minutesPerDay);
    this.#typicalVolatility = Math.hypot(this.#ownVolatility, marketPart);
    const adv = must(entry.instrument.averageDailyVolumeLots, 'the roster states an ADV for every instrument');
    this.#meanTradeLots = adv / (minutesPerDay * entry.tradesPerMinute);
    this.#stepsPerMinute = stepsPerMinute;
    this.#steps = new Float64Array(stepsPerMinute);
    this.#pressure = this.#random.normal();
    // Where a tick is small against the spread, resting orders stand some ticks apart.
    const levelTicks = Math.max(1, Math.round(entry.spreadTicks / 3));
    this.#book = { bid: 0, ask: 0, levelTicks, bidSizes: new Int32Array(depthLevels), askSizes: new Int32Array(depthLevels) };
  }

  /** The first quote of a session, before its first minute. */
  open(sink: MinuteSink, micros: number): void {
    this.#drawLevelNoise();
    this.#quote(volatilityShape(0, this.#entry.sessionShape));
    sink.book(this.#book, micros, false);
  }

  /** Moves the price over the night. @param factorReturn the common factor's overnight return. */
  overnight(factorReturn: number): void {
    this.#garch.overnight();
    this.#logReturn += this.#entry.beta * factorReturn + overnightShare * this.#entry.ownDailyVolatility * this.#random.normal();
    this.#shortReturn = 0;
    this.#bidDepletion = this.#askDepletion = 0;
  }

  /** Plays one minute into the sink. The draws it takes do not depend on what the sink keeps. */
  minute(frame: MinuteFrame, sink: MinuteSink): void {
    const volatility = this.#drawReturns(frame);
    const stress = volatility / this.#typicalVolatility;
    this.#drawLevelNoise();
    const count = this.#stepsPerMinute;
    const perStep = volatility / Math.sqrt(count);
    const stepMicros = frame.lengthMicros / count;
    const tradesMean = (this.#entry.tradesPerMinute / count) * volumeShape(frame.place, this.#entry.sessionShape) * activity(stress, frame.place, this.#entry.sessionShape);
    let from = frame.startMicros;
    for (let k = 0; k < count; k++) {
      const step = this.#steps[k] ?? 0;
      // Strictly inside the minute, since a bar holds what happens before its end.
      const at = frame.startMicros + Math.floor(stepMicros * (k + 0.999 - 0.4 * this.#random.uniform()));
      this.#trade(sink, { mean: tradesMean, surprise: step / perStep, from, to: at });
      this.#logReturn += step;
      this.#quote(stress);
      sink.book(this.#book, at, k === count - 1);
      from = at;
    }
  }

  /** Fills the minute's steps and moves every state that depends on them. @returns the minute's volatility. */
  #drawReturns(frame: MinuteFrame): number {
    const { market, place } = frame;
    const traits = regimeTraits[market.regime];
    const own = this.#ownVolatility * traits.volatility * volatilityShape(place, this.#entry.sessionShape) * Math.sqrt(this.#garch.variance);
    const volatility = Math.hypot(own, this.#entry.beta * market.volatility);
    const count = this.#stepsPerMinute;
    const drift = volatility * (pressureDrift * this.#pressure + traits.momentum * this.#mediumReturn + traits.reversal * this.#shortReturn);
    const perStep = own / Math.sqrt(count);
    let ownSum = 0;
    let sum = 0;
    const jumpAt = this.#random.uniform() < ownJumpsPerMinute * traits.jumps ? this.#random.integer(count) : -1;
    for (let k = 0; k < count; k++) {
      const shock = perStep * this.#random.normal() + (k === jumpAt ? jumpSize(this.#random, Math.min(own, 2 * this.#ownVolatility)) : 0);
      const step = this.#entry.beta * (market.steps[k] ?? 0) + shock + drift / count;
      ownSum += shock;
      sum += step;
      this.#steps[k] = step;
    }
    this.#garch.update(ownSum / own);
    const surprise = Math.max(-4, Math.min(4, sum / volatility));
    this.#mediumReturn = ewma(this.#mediumReturn, surprise, momentumDecay);
    this.#shortReturn = ewma(this.#shortReturn, surprise, reversalDecay);
    this.#pressure = ewma(this.#pressure, this.#random.normal(), pressureDecay);
    return volatility;
  }

  /** Prints between two quotes, at the earlier one's prices, leaning to the side the price is about to move to. */
  #trade(sink: MinuteSink, step: { mean: number; surprise: number; from: number; to: number }): void {
    const count = poisson(this.#random, step.mean);
    const buyChance = 1 / (1 + Math.exp(-(0.9 * step.surprise + 0.7 * this.#pressure)));
    for (let j = 0; j < count; j++) {
      const at = step.from + Math.floor(((step.to - step.from) * (j + this.#random.uniform())) / count);
      const buy = this.#random.uniform() < buyChance;
      const size = this.#meanTradeLots * Math.exp(tradeSizeSpread * this.#random.normal() - (tradeSizeSpread * tradeSizeSpread) / 2);
      const shown = (buy ? this.#book.askSizes[0] : this.#book.bidSizes[0]) ?? 1;
      const lots = Math.max(1, Math.min(shown, Math.round(size)));
      sink.trade(buy ? this.#book.ask : this.#book.bid, lots, buy ? 'buy' : 'sell', at);
      const hole = (0.4 * lots) / (touchInTrades * this.#meanTradeLots);
      if (buy) this.#askDepletion = Math.min(depletionMax, this.#askDepletion + hole);
      else this.#bidDepletion = Math.min(depletionMax, this.#bidDepletion + hole);
    }
  }

  /** Requotes the book around the price. @param stress this minute's volatility over the instrument's typical one. */
  #quote(stress: number): void {
    const { openTicks, spreadTicks } = this.#entry;
    const book = this.#book;
    const mid = openTicks * Math.exp(this.#logReturn);
    const tension = 1 + 0.8 * Math.max(this.#bidDepletion, this.#askDepletion);
    const spread = Math.max(1, Math.round(spreadTicks * Math.sqrt(stress) * tension * (0.75 + 0.5 * this.#random.uniform())));
    book.bid = Math.max(ticksMin, Math.round(mid - spread / 2));
    book.ask = book.bid + spread;
    const residual = (mid - (book.bid + book.ask) / 2) / spread;
    this.#flowNoise = flowNoiseDecay * this.#flowNoise + Math.sqrt(1 - flowNoiseDecay * flowNoiseDecay) * this.#random.normal();
    const imbalance = Math.tanh(0.5 * this.#pressure + 0.9 * residual + 0.55 * this.#flowNoise);
    const touch = (touchInTrades * this.#meanTradeLots) / Math.sqrt(Math.max(0.3, stress));
    this.#fill(book.bidSizes, touch * (1 + 0.85 * imbalance) * (1 - this.#bidDepletion), 0, 1 + 0.25 * imbalance);
    this.#fill(book.askSizes, touch * (1 - 0.85 * imbalance) * (1 - this.#askDepletion), depthLevels, 1 - 0.25 * imbalance);
    this.#bidDepletion *= depletionDecay;
    this.#askDepletion *= depletionDecay;
  }

  /** Sizes of one side: the touch, then levels that deepen away from it and lean less with the flow. */
  #fill(sizes: Int32Array, touch: number, noiseAt: number, lean: number): void {
    const behind = touchInTrades * this.#meanTradeLots * lean;
    for (let level = 0; level < depthLevels; level++) {
      const size = level === 0 ? touch : behind * (1 + 0.35 * level);
      sizes[level] = Math.max(1, Math.round(size * (this.#levelNoise[noiseAt + level] ?? 1)));
    }
  }

  #drawLevelNoise(): void {
    for (let i = 0; i < this.#levelNoise.length; i++) this.#levelNoise[i] = 0.7 + 0.6 * this.#random.uniform();
  }
}

/** One step of an average with mean 0 that keeps unit variance when its input has it. */
const ewma = (value: number, input: number, decay: number): number => decay * value + Math.sqrt(1 - decay * decay) * input;

/** More prints when volatility is above what the hour explains (volume and volatility move together: Karpoff 1987). */
const activity = (stress: number, place: number, sessionShape: number): number =>
  Math.min(4, Math.max(0.4, (stress / volatilityShape(place, sessionShape)) ** 0.8)) * activityScale;

/** Measured: makes up for quiet minutes and for prints cut at the displayed size, so that volume comes out near the roster's ADV. */
const activityScale = 1.35;

/** A Poisson count by multiplying uniforms (Knuth 1969), exact and fast for the small means here. */
function poisson(random: Random, mean: number): number {
  const limit = Math.exp(-Math.min(mean, 60));
  let count = 0;
  for (let product = random.uniform(); product > limit; product *= random.uniform()) count++;
  return count;
}
