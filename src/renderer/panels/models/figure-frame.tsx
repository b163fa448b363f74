/** A figure of the evaluation: its title, what it was made from, the plot or the same numbers as a table. */
import { useRef, type ReactNode } from 'react';
import { Term } from '../../ui/term.tsx';
import { useWidth } from '../../ui/use-width.ts';
import type { TermName } from '../../words/terms.ts';

export interface FigureTable {
  /** Heads of the columns; the first column holds words. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface FigureFrameProps {
  readonly title: string;
  /** Of the glossary, where the title is a word of it. */
  readonly term?: TermName | undefined;
  /** Rows, bins and what else the reader must know of its making. */
  readonly note: string;
  readonly table: FigureTable;
  readonly asTable: boolean;
  /** What the plot shows in a sentence, for those who do not see it. */
  readonly words: string;
  /** What it comes to, in words above it. */
  readonly verdict?: string | undefined;
  /** Beside the title: a choice that the plot depends on. */
  readonly choice?: ReactNode;
  /** Its rows can be read and chosen: it is no picture. */
  readonly isList?: boolean | undefined;
  /** Stands beside two others. */
  readonly tall?: boolean | undefined;
  /** Draws the plot at a width in pixels. */
  readonly children: (width: number) => ReactNode;
}

export function FigureFrame({ title, term, note, table, asTable, words, verdict, choice, isList = false, tall = false, children }: FigureFrameProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  return (
    <figure className={`mf${tall ? ' mf-tall' : ''}`} aria-label={title}>
      <figcaption className="mf-head"><h4>{term === undefined ? title : <Term of={term}>{title}</Term>}</h4>{choice}<span className="muted small">{note}</span></figcaption>
      {verdict !== undefined && <p className="mf-words">{verdict}</p>}
      <div ref={box} className="mf-body">
        {asTable ? <TableOf title={title} table={table} /> : width > 0 && (isList ? children(width) : <div role="img" aria-label={words}>{children(width)}</div>)}
      </div>
    </figure>
  );
}

function TableOf({ title, table }: { readonly title: string; readonly table: FigureTable }) {
  return (
    <div className="mf-table" tabIndex={0} data-keys="arrows" role="region" aria-label={`${title}, as a table`}>
      <table className="grid-table">
        <caption className="visually-hidden">{title}</caption>
        <thead><tr>{table.columns.map((column, j) => <th key={column} scope="col" className={j === 0 ? 'text' : undefined}>{column}</th>)}</tr></thead>
        <tbody>
          {table.rows.map((row, i) => <tr key={`${i} ${row[0]}`}>{row.map((cell, j) => (j === 0 ? <th key={j} scope="row" className="text">{cell}</th> : <td key={j} className="figure">{cell}</td>))}</tr>)}
        </tbody>
      </table>
    </div>
  );
}
