/** Colour groups: choosing moves the panels of one colour only, and what a saved layout says of them is read with care. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instrumentNowIn, restoreLinks, selectFirstSuggestion, selectInstrument, selectionStore } from './selection.ts';
import { freeLink, instrumentIn, linkColours, linkOf, linksFromJson, linksToJson, noLinks, panelLinks, withChosen, withLink, withoutPanel, type Links } from './selection-links.ts';

const ids = ['chart', 'chart-2', 'watchlist', 'ladder'] as const;
const two = withLink(withChosen(noLinks, 'watchlist', 'AURX'), 'chart-2', 'orange');

describe('links', () => {
  it('[LK-1] shows two instruments at once in two charts of two colours', () => {
    const links = withChosen(two, 'watchlist', 'CALT');
    expect([instrumentIn(links, 'chart'), instrumentIn(links, 'watchlist'), instrumentIn(links, 'chart-2')]).toEqual(['CALT', 'CALT', 'AURX']);
    const moved = withChosen(links, 'chart-2', 'FERL');
    expect([instrumentIn(moved, 'chart'), instrumentIn(moved, 'chart-2')]).toEqual(['CALT', 'FERL']);
  });

  it('[LK-3] brings the instrument along into a group that shows nothing, and takes the group\'s where it shows one', () => {
    expect(instrumentIn(two, 'chart-2')).toBe('AURX');
    const links = withLink(withChosen(two, 'chart-2', 'FERL'), 'ladder', 'orange');
    expect(instrumentIn(links, 'ladder')).toBe('FERL');
  });

  it('[LK-2] a pinned panel keeps what it showed, moves nothing, and moves alone', () => {
    const pinned = withLink(two, 'chart', 'none');
    const links = withChosen(pinned, 'watchlist', 'CALT');
    expect([instrumentIn(links, 'chart'), instrumentIn(links, 'watchlist')]).toEqual(['AURX', 'CALT']);
    const own = withChosen(links, 'chart', 'HLVR');
    expect(ids.map((id) => instrumentIn(own, id))).toEqual(['HLVR', 'AURX', 'CALT', 'CALT']);
    expect(instrumentIn(withLink(own, 'chart', 'blue'), 'chart')).toBe('CALT');
  });

  it('[LK-6] gives the next panel of a kind the first colour that is free', () => {
    expect(freeLink(noLinks, ['chart'])).toBe('orange');
    expect(freeLink(two, ['chart', 'chart-2'])).toBe('green');
    const all = linkColours.reduce<Links>((links, colour, i) => withLink(links, `c${i}`, colour), noLinks);
    expect(freeLink(all, linkColours.map((_, i) => `c${i}`))).toBe('none');
  });

  it('forgets a panel that was closed: another of its id starts blue', () => {
    expect(linkOf(withoutPanel(two, 'chart-2'), 'chart-2')).toBe('blue');
  });

  const step = fc.oneof(
    fc.record({ panel: fc.constantFrom(...ids), symbol: fc.constantFrom('A', 'B', 'C') }),
    fc.record({ panel: fc.constantFrom(...ids), link: fc.constantFrom(...panelLinks) }),
  );

  it('[LK-1] [LK-5] whatever is done: panels of one colour agree, and choosing in one changes no panel of another', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let links = noLinks;
      for (const one of steps) {
        const before = links;
        links = 'symbol' in one ? withChosen(links, one.panel, one.symbol) : withLink(links, one.panel, one.link);
        for (const id of ids) {
          const mine = linkOf(links, id);
          for (const other of ids) if (mine !== 'none' && linkOf(links, other) === mine) expect(instrumentIn(links, other)).toBe(instrumentIn(links, id));
          const isMoved = 'symbol' in one && (id === one.panel || (mine !== 'none' && mine === linkOf(links, one.panel)));
          if ('symbol' in one) expect(instrumentIn(links, id)).toBe(isMoved ? one.symbol : instrumentIn(before, id));
        }
      }
      expect(linksFromJson(JSON.parse(JSON.stringify(linksToJson(links))))).toEqual(links);
    }));
  });

  it('[LK-5] reads nothing but what makes sense out of a saved layout', () => {
    fc.assert(fc.property(fc.jsonValue(), (saved) => {
      const links = linksFromJson(saved);
      for (const link of links.panels.values()) expect(panelLinks).toContain(link);
    }));
    expect(linksFromJson({ instrument: { blue: 7, orange: 'A' }, panels: [['chart', 'red'], ['ladder', 'green'], 3], pinned: [['chart', '']] }))
      .toEqual({ instrument: { ...noLinks.instrument, orange: 'A' }, panels: new Map([['ladder', 'green']]), pinned: new Map() });
  });
});

describe('the first suggestion', () => {
  const first = { suggestionId: 's1', signal: { symbol: 'AURX' } };

  it('[LK-8] brings its instrument while nobody has chosen one, and takes nothing from who has', () => {
    restoreLinks(noLinks);
    selectFirstSuggestion(first);
    expect([selectionStore.getState().suggestionId, instrumentNowIn('ladder')]).toEqual(['s1', 'AURX']);
    restoreLinks(noLinks);
    selectInstrument('CALT', 'watchlist');
    selectFirstSuggestion({ ...first, suggestionId: 's2' });
    expect([selectionStore.getState().suggestionId, instrumentNowIn('ladder')]).toEqual(['s2', 'CALT']);
  });
});
