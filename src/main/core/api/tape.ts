/** Prints, volume at price and queue places to the screen. */
import type { NumberedPrint, QueuePlace, VolumeLevel, VolumeProfile } from '../../../shared/contract/market-data.ts';
import type { Rooms } from '../core.ts';
import { priceFrameMs } from './frames.ts';
import type { StreamsOf } from './handlers.ts';
import { Topic } from './topic.ts';
import { TopicBySymbol } from './topic-by-symbol.ts';

type TapeStream = 'marketData.trades' | 'marketData.volumeAtPrice' | 'marketData.queuePlaces';

export function tapeStreams({ host: { clock }, tape, queuePlaces, owned }: Rooms): Pick<StreamsOf<'marketData'>, TapeStream> {
  const trades = new TopicBySymbol<readonly NumberedPrint[], NumberedPrint>(clock, priceFrameMs, (symbol) => tape.prints(symbol));
  const volumes = new TopicBySymbol<VolumeProfile, VolumeLevel>(clock, 2 * priceFrameMs, (symbol) => tape.profile(symbol));
  const places = new Topic<readonly QueuePlace[], QueuePlace>(clock, priceFrameMs, () => queuePlaces.places());
  owned.add(tape.onPrint((print, level) => {
    trades.changed(print.symbol, `${print.seq}`, print);
    volumes.changed(print.symbol, `${level.price}`, level);
  }));
  owned.add(queuePlaces.onPlace((place) => places.changed(place.clOrdId, place)));
  return {
    'marketData.trades': ({ symbol }, sink) => trades.open(symbol, sink),
    'marketData.volumeAtPrice': ({ symbol }, sink) => volumes.open(symbol, {
      snapshot: (profile) => sink.snapshot(profile),
      delta: (levels) => sink.delta({ since: tape.since(symbol), levels }),
    }),
    'marketData.queuePlaces': (_params, sink) => places.open(sink),
  };
}
