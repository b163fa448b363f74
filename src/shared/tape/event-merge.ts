/** Merges time-ordered runs of events into one; ties go by instrument, then by kind, then by file (TP-8). */

/** A run of events in time order. */
export interface EventRun<Event> {
  readonly length: number;
  readonly time: (index: number) => number;
  readonly event: (index: number) => Event;
  /** Breaks ties of time: lower first. */
  readonly rank: number;
}

/** Events of all runs in order of (time, rank, place in `runs`); within a run its own order is kept. */
export function* mergeRuns<Event>(runs: readonly EventRun<Event>[]): Generator<Event, void, undefined> {
  const live = runs.map((run, order) => ({ run, order, index: 0, time: run.length > 0 ? run.time(0) : 0 })).filter((c) => c.run.length > 0);
  type Cursor = (typeof live)[number];
  const before = (a: Cursor, b: Cursor): boolean =>
    a.time !== b.time ? a.time < b.time : a.run.rank !== b.run.rank ? a.run.rank < b.run.rank : a.order < b.order;
  const heap: Cursor[] = [];
  const sink = (from: number): void => {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      let least = at;
      for (const child of [left, left + 1]) {
        const a = heap[child], b = heap[least];
        if (a && b && before(a, b)) least = child;
      }
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least] as Cursor, heap[at] as Cursor];
      at = least;
    }
  };
  heap.push(...live);
  for (let i = (heap.length >> 1) - 1; i >= 0; i -= 1) sink(i);
  for (let top = heap[0]; top; top = heap[0]) {
    yield top.run.event(top.index);
    top.index += 1;
    if (top.index < top.run.length) top.time = top.run.time(top.index);
    else {
      const last = heap.pop();
      if (last && last !== top) heap[0] = last;
    }
    if (heap.length > 0) sink(0);
  }
}
