/** The reference venue plays recorded market data to the last bar, in step and numbered without holes. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MarketDataLine, OrderLine, startVenue } from './venue-client.ts';

const data = process.env.CANDOR_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
const files = ['minute/us_equity_1min_2019/SPY.csv', 'minute/us_equity_1min_2019/TRV.csv'].map((name) => join(data, name));
const isThere = files.every((file) => existsSync(file));

describe.skipIf(!isThere)(`recorded tapes (${isThere ? 'two files' : 'no market data beside the repository: set CANDOR_DATA'})`, () => {
  it('[LS-1] each step ends with the bars that share one end; all bars come, none before its end', async () => {
    const venue = await startVenue(['--lockstep', ...files.flatMap((file) => ['--tape', file])]);
    const line = new OrderLine(venue.orders);
    const feed = new MarketDataLine(venue.marketData);
    try {
      await feed.until(() => true);
      await line.logon();
      let steps = 0;
      const ends: number[] = [];
      for (let isAtEnd = false; !isAtEnd; ) {
        await line.send({ msgType: 'TapeAdvanceRequest', advanceId: ++steps });
        const done = await line.expect('TapeAdvanced');
        isAtEnd = done.atEnd;
        await feed.until((b) => b.mdSeq === done.mdSeq);
        ends.push(done.marketTime);
      }
      const numbered = feed.batches.filter((b) => b.entries.length > 0);
      expect(numbered.map((b) => b.mdSeq)).toEqual(numbered.map((_, i) => i + 1));
      const bars = numbered.flatMap((b) => b.entries.flatMap((e) => (e.type === 'bar' ? [{ ...e, sent: b.sendingTime }] : [])));
      // Rows of the two files, counted with wc; a bar is sent at its end and not before.
      expect([bars.filter((b) => b.symbol === 'SPY').length, bars.filter((b) => b.symbol === 'TRV').length]).toEqual([1950, 1847]);
      expect(bars.every((b) => b.sent >= b.end)).toBe(true);
      expect([...new Set(bars.map((b) => b.end))]).toEqual(ends);
    } finally {
      line.socket.close();
      feed.socket.close();
      await venue.stop();
    }
  });
});
