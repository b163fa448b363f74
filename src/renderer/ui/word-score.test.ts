import { describe, expect, it } from 'vitest';
import { wordScore } from './word-score.ts';

const entries = ['Reset the layout view.resetLayout', 'Cancel all working orders order.cancelAll', 'Open another panel: Chart panel.another.chart', 'Go to Chart panel.chart', 'HLVR Halver Steel', 'CALT Calton'];
const found = (typed: string): readonly string[] => entries.map((entry) => ({ entry, score: wordScore(entry, typed) })).filter((one) => one.score > 0).sort((a, b) => b.score - a.score).map((one) => one.entry.split(' ')[0] ?? '');

describe('palette', () => {
  it('[LK-9] finds an instrument by its symbol, and nothing by letters that are scattered over a command', () => {
    expect(found('HLVR')).toEqual(['HLVR']);
    expect(found('calt')).toEqual(['CALT']);
    expect(found('clo')).toEqual([]);
  });

  it('[LK-9] finds a command by beginnings of its words, in any order, and by a part of one last', () => {
    expect(found('another chart')).toEqual(['Open']);
    expect(found('chart')).toEqual(['Open', 'Go']);
    expect(found('ayout')).toEqual(['Reset']);
  });

  it('shows everything while nothing is typed', () => {
    expect(found(' ')).toHaveLength(entries.length);
  });
});
