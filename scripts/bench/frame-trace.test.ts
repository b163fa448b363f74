/** What the bench reads out of a trace: frames on the glass, and the rows that were on them. */
import { describe, expect, it } from 'vitest';
import { framesOf, pageClockOf, rowsPresented, summariseFrames, type TraceEvent } from './frame-trace.ts';

let ids = 0;
const reporter = (tick: number, state: string, begun: number, ended: number, pid = 1): readonly TraceEvent[] => {
  const id2 = { local: String(ids++) };
  return [
    { name: 'PipelineReporter', ph: 'b', pid, ts: begun, id2, args: { frame_reporter: { state: `STATE_${state}`, frame_sequence: tick } } },
    { name: 'PipelineReporter', ph: 'e', pid, ts: ended, id2 },
  ];
};

describe('frames of a trace', () => {
  it('counts a display tick once, by the best that came of it, and leaves out ticks with nothing due and other processes', () => {
    const events = [
      ...reporter(1, 'PRESENTED_ALL', 0, 20_000), ...reporter(2, 'DROPPED', 16_667, 40_000), ...reporter(2, 'PRESENTED_PARTIAL', 16_667, 36_000),
      ...reporter(3, 'NO_UPDATE_DESIRED', 33_333, 40_000), ...reporter(4, 'DROPPED', 50_000, 66_000), ...reporter(5, 'PRESENTED_ALL', 66_667, 90_000), ...reporter(5, 'PRESENTED_ALL', 66_667, 90_000, 2),
    ];
    const frames = framesOf(events, 1);
    expect(frames.map((frame) => frame.outcome)).toEqual(['presented', 'partial', 'dropped', 'presented']);
    const summary = summariseFrames(frames, 0, 100_000);
    expect(summary).toMatchObject({ presentedPerSecond: 20, presentedShare: 0.5, droppedShare: 0.25, intervalP50: 70, intervalP99: 70 });
  });

  it('finds the worst second', () => {
    const events = Array.from({ length: 120 }, (_, n) => reporter(n, n >= 60 && n < 90 ? 'DROPPED' : 'PRESENTED_ALL', n * 16_667, n * 16_667 + 20_000)).flat();
    expect(summariseFrames(framesOf(events, 1), 0, 2_000_040).worstSecondShare).toBeCloseTo(0.5, 1);
  });

  it('says nothing of a page that told no time', () => {
    expect(pageClockOf([], 1)).toBeNull();
    expect(pageClockOf([{ name: 'bench-clock', ph: 'I', pid: 7, ts: 5_000 }], 2)).toEqual({ pid: 7, toTrace: 3_000 });
  });
});

describe('rows on the glass', () => {
  it('shows what a dropped frame had with the next one that was presented, and once', () => {
    const frames = framesOf([...reporter(1, 'PRESENTED_ALL', 0, 1), ...reporter(2, 'DROPPED', 16_667, 2), ...reporter(3, 'PRESENTED_ALL', 33_333, 3)], 1);
    const changes = [{ begunMicros: 100, rows: ['a', 'b'] }, { begunMicros: 16_700, rows: ['a', 'c'] }, { begunMicros: 33_300, rows: ['a'] }];
    expect(rowsPresented(frames, changes)).toBe(4);
  });

  it('counts nothing that was never presented', () => {
    expect(rowsPresented([], [{ begunMicros: 0, rows: ['a'] }])).toBe(0);
  });
});
