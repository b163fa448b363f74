/** The mark of a link group: a square in its colour with the colour's letter; hollow when there is none. */
export type LinkMarkName = 'blue' | 'orange' | 'green' | 'purple' | 'none';

export const linkLetters: Readonly<Record<LinkMarkName, string>> = { blue: 'B', orange: 'O', green: 'G', purple: 'P', none: 'N' };

export const LinkMark = ({ link }: { readonly link: LinkMarkName }) => <span className={`link link-${link}`} aria-hidden="true">{linkLetters[link]}</span>;
