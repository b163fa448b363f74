/** Saved states of the projections, so that a restart replays the tail and not the whole journal. */
import type { Migration } from './migration.ts';

const h1 = '1'.repeat(64);

export const migration: Migration = {
  number: 2,
  name: 'checkpoints',
  up: `
    CREATE TABLE checkpoint (
      seq         INTEGER PRIMARY KEY REFERENCES journal (seq),
      hash        TEXT NOT NULL,  -- the journal's hash at seq
      states      TEXT NOT NULL,  -- JSON: projection name -> state
      states_hash TEXT NOT NULL   -- SHA-256 of states: a flipped bit makes the checkpoint void, not the positions wrong
    ) STRICT;
  `,
  sample: {
    before: `
      INSERT INTO journal VALUES (1, 1700000000000000, 'TradingHalted', '{"why":"test"}', '${h1}');
      UPDATE head SET seq = 1, hash = '${h1}';
      INSERT INTO outbox (seq) VALUES (1);
    `,
    after: {
      journal: [{ seq: 1, at: 1_700_000_000_000_000, type: 'TradingHalted', body: '{"why":"test"}', hash: h1 }],
      head: [{ one: 1, seq: 1, hash: h1 }],
      outbox: [{ seq: 1, state: 'pending', why: null }],
      checkpoint: [],
    },
  },
};
