/** A word of the glossary: dotted underline, its meaning on hover. The whole list stands under Source, for the keyboard and for screen readers. */
import { termWords, type TermName } from '../words/terms.ts';

export const Term = ({ of, children }: { readonly of: TermName; readonly children?: string | undefined }) => <span className="term" title={`${of}: ${termWords(of)}`}>{children ?? of}</span>;
