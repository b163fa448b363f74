import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../shared/base/manual-clock.ts';
import type { DesktopEvent } from '../../../shared/contract/alerts.ts';
import type { AlertSeverity } from '../../../shared/domain/alert.ts';
import type { Host } from '../host.ts';
import { DesktopNotes, notesPerWindowMax, noteWindowMs } from './desktop-notes.ts';

let clock: ManualClock;
let shown: { readonly title: string; readonly press: () => void }[];
let events: DesktopEvent[];

beforeEach(() => {
  clock = new ManualClock();
  shown = [];
  events = [];
});

function open(kind: Host['kind']): DesktopNotes {
  const notes = new DesktopNotes({ kind, clock, notify: (title, _body, press) => void shown.push({ title, press: press ?? (() => undefined) }) });
  notes.onEvent((event) => events.push(event));
  return notes;
}

const note = (title: string, severity: AlertSeverity = 'warn') => ({ title, body: `${title} body`, alertId: `id ${title}`, severity });
const titles = () => shown.map((one) => one.title);

describe('desktop notes', () => {
  it('[AL-10] are made by the host where it can, and a press is told to the page with its alert', () => {
    const notes = open('electron');
    notes.tell(note('a'));
    expect([notes.state(), titles(), events]).toEqual([{ shownBy: 'host' }, ['a'], []]);
    shown[0]?.press();
    expect(events).toMatchObject([{ kind: 'pressed', alertId: 'id a' }]);
  });

  it('[AL-10] are handed to the page where the host has none', () => {
    const notes = open('loopback');
    notes.tell(note('a', 'danger'));
    expect(notes.state()).toEqual({ shownBy: 'page' });
    expect(events).toMatchObject([{ kind: 'show', title: 'a', body: 'a body', alertId: 'id a', severity: 'danger' }]);
  });

  it('[AL-11] come few at a time; what is more is counted and told in one, and a storm that goes on is one a window', () => {
    const notes = open('electron');
    for (let i = 0; i < notesPerWindowMax + 4; i++) notes.tell(note(`n${i}`));
    expect(titles()).toEqual(['n0', 'n1', 'n2']);
    clock.advance(noteWindowMs - 1);
    notes.tick();
    expect(titles()).toHaveLength(3);
    clock.advance(1);
    notes.tick();
    expect(titles().at(-1)).toBe('4 more alerts');
    notes.tell(note('late'));
    clock.advance(noteWindowMs);
    notes.tick();
    expect(titles().slice(3)).toEqual(['4 more alerts', '1 more alert']);
    clock.advance(noteWindowMs);
    notes.tick();
    notes.tell(note('calm'));
    expect(titles().at(-1)).toBe('calm');
  });

  it('[AL-11] a danger is not held back by what matters less', () => {
    const notes = open('electron');
    for (let i = 0; i < 20; i++) notes.tell(note(`n${i}`, 'info'));
    notes.tell(note('unresolved', 'danger'));
    expect(titles()).toEqual(['n0', 'n1', 'n2', 'unresolved']);
  });

  it('[AL-11] a test is never held back, and holds nothing back', () => {
    const notes = open('electron');
    for (let i = 0; i < 9; i++) notes.tell(note(`n${i}`, 'info'));
    for (let i = 0; i < 4; i++) notes.test();
    expect(titles().filter((title) => title === 'Candor: a test')).toHaveLength(4);
    notes.tell(note('warned'));
    expect(titles().at(-1)).toBe('warned');
  });

  it('[AL-11] every note has an id of its own, also at one instant', () => {
    const notes = open('loopback');
    notes.tell(note('a'));
    notes.tell(note('b'));
    expect(new Set(events.map((event) => event.noteId)).size).toBe(2);
  });
});
