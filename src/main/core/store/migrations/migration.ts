/** The shape of a migration: a numbered step of the schema with a sample that proves what it does to rows. */

export type SampleRow = Readonly<Record<string, string | number | null>>;

export interface Migration {
  /** 1, 2, 3, ... without gaps; the file's name begins with it. */
  readonly number: number;
  /** The rest of the file's name. */
  readonly name: string;
  /** SQL that brings schema `number - 1` to `number`. Runs in one transaction. */
  readonly up: string;
  readonly sample: {
    /** SQL that fills a database of schema `number - 1`. */
    readonly before: string;
    /** Whole tables as they must read afterwards. */
    readonly after: Readonly<Record<string, readonly SampleRow[]>>;
  };
}
