/** Streams that stay open as long as the screen does: commands and formats read them outside any panel. */
import { useEffect } from 'react';
import { useInstruments } from '../stores/lookups.ts';
import { changeLinks, selectionStore } from '../stores/selection.ts';
import { streams } from '../stores/streams.ts';

const always = ['marketData.instruments', 'marketData.quotes', 'signals.suggestions', 'signals.readings', 'orders.blotter', 'parents.blotter', 'connections.status'] as const;

export function KeepOpen() {
  const instruments = useInstruments();
  useEffect(() => {
    const uses = always.map((name) => streams.use(name, {}));
    return () => uses.forEach((use) => use.dispose());
  }, []);
  useEffect(() => {
    // Something is always in view in the blue group: the first instrument that can be traded, until another is chosen.
    const first = [...instruments.values()].find((instrument) => instrument.tradable) ?? [...instruments.values()][0];
    const blue = selectionStore.getState().links.instrument.blue;
    if (first && (blue === null || !instruments.has(blue))) changeLinks((links) => ({ ...links, instrument: { ...links.instrument, blue: first.symbol } }));
  }, [instruments]);
  return null;
}
