/** The journal, its head, its index by order and suggestion, and the outbox. */
import type { Migration } from './migration.ts';

export const migration: Migration = {
  number: 1,
  name: 'journal',
  up: `
    CREATE TABLE meta (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE journal (
      seq  INTEGER PRIMARY KEY,
      at   INTEGER NOT NULL,  -- microseconds since 1970
      type TEXT NOT NULL,
      body TEXT NOT NULL,     -- canonical JSON
      hash TEXT NOT NULL      -- SHA-256 over previous hash, seq, at, type, body
    ) STRICT;
    CREATE INDEX journal_by_type ON journal (type, seq);

    -- Number and hash of the last record, so that a cut-off tail is seen.
    CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
    INSERT INTO head VALUES (1, 0, '${'0'.repeat(64)}');

    CREATE TABLE entity (
      kind TEXT NOT NULL,
      id   TEXT NOT NULL,
      seq  INTEGER NOT NULL REFERENCES journal (seq),
      PRIMARY KEY (kind, id, seq)
    ) STRICT, WITHOUT ROWID;
    -- Every other ClOrdID of an order's cancel/replace chain, and the order's own.
    CREATE TABLE order_alias (cl_ord_id TEXT NOT NULL PRIMARY KEY, root TEXT NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE outbox (
      seq   INTEGER PRIMARY KEY REFERENCES journal (seq),
      state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'stored', 'parked')),
      why   TEXT
    ) STRICT;
    CREATE INDEX outbox_pending ON outbox (seq) WHERE state = 'pending';
    CREATE INDEX outbox_parked ON outbox (seq) WHERE state = 'parked';

    CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER journal_in_order BEFORE INSERT ON journal WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal)
      BEGIN SELECT RAISE(ABORT, 'journal records are numbered without holes'); END;
    CREATE TRIGGER entity_no_update BEFORE UPDATE ON entity BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER entity_no_delete BEFORE DELETE ON entity BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER outbox_no_delete BEFORE DELETE ON outbox BEGIN SELECT RAISE(ABORT, 'outbox rows are kept'); END;
    CREATE TRIGGER head_no_delete BEFORE DELETE ON head BEGIN SELECT RAISE(ABORT, 'the journal has a head'); END;
  `,
  sample: {
    before: '',
    after: {
      meta: [], journal: [], entity: [], order_alias: [], outbox: [],
      head: [{ one: 1, seq: 0, hash: '0'.repeat(64) }],
    },
  },
};
