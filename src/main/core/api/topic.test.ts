import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../shared/base/manual-clock.ts';
import { Topic } from './topic.ts';

function sinkOf() {
  const seen: unknown[] = [];
  return { seen, snapshot: (v: unknown) => seen.push(['snapshot', v]), delta: (v: unknown) => seen.push(['delta', v]) };
}

describe('topic', () => {
  it('[CH-20] conflates changes of one key within a frame and keeps the last', () => {
    const clock = new ManualClock();
    const topic = new Topic<string, number>(clock, 50, () => 'now');
    const sink = sinkOf();
    topic.open(sink);
    topic.changed('a', 1);
    topic.changed('b', 2);
    topic.changed('a', 3);
    clock.advance(49);
    expect(sink.seen).toEqual([['snapshot', 'now']]);
    clock.advance(1);
    expect(sink.seen[1]).toEqual(['delta', [2, 3]]);
  });

  it('[CH-21] a newcomer gets no delta that its snapshot already holds', () => {
    const clock = new ManualClock();
    const topic = new Topic<string, number>(clock, 50, () => 'now');
    const first = sinkOf();
    topic.open(first);
    topic.changed('a', 1);
    const second = sinkOf();
    topic.open(second);
    clock.advance(100);
    expect(first.seen).toEqual([['snapshot', 'now'], ['delta', [1]]]);
    expect(second.seen).toEqual([['snapshot', 'now']]);
  });

  it('[CH-20] of events tells every one in order: the first at once, those of the next frame together', () => {
    const clock = new ManualClock();
    const topic = new Topic<string, number>(clock, 16, () => 'now', 'events');
    const sink = sinkOf();
    topic.open(sink);
    for (const row of [1, 2, 3]) topic.changed('a', row);
    expect(sink.seen.slice(1)).toEqual([['delta', [1]]]);
    clock.advance(16);
    expect(sink.seen.slice(2)).toEqual([['delta', [2, 3]]]);
    clock.advance(10);
    topic.changed('a', 4);
    clock.advance(5);
    expect(sink.seen, 'within the frame of the last message').toHaveLength(3);
    clock.advance(1);
    expect(sink.seen.slice(3)).toEqual([['delta', [4]]]);
    clock.advance(16);
    topic.changed('a', 5);
    expect(sink.seen.slice(4), 'after a quiet frame at once again').toEqual([['delta', [5]]]);
    const late = sinkOf();
    topic.changed('a', 6);
    topic.open(late);
    clock.advance(50);
    expect(sink.seen.slice(5)).toEqual([['delta', [6]]]);
    expect(late.seen).toEqual([['snapshot', 'now']]);
  });

  it('[CH-22] a disposed sink hears nothing more', () => {
    const topic = new Topic<string, number>(new ManualClock(), 0, () => 'now');
    const sink = sinkOf();
    topic.open(sink).dispose();
    topic.changed('a', 1);
    expect(sink.seen).toHaveLength(1);
    expect(topic.watched).toBe(false);
  });
});
