/** What stands in the place of an answer before it is there, while it is old, and when there is none. */
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Asked, type AnswerState } from './asked.tsx';

const again = (): void => undefined;
const shown = (answer: Pick<AnswerState<string>, 'value' | 'isCurrent' | 'problem'>): string => renderToStaticMarkup(createElement(Asked<string>, { answer: { ...answer, again }, what: 'pairs', lines: 4, children: (value: string) => `told ${value}` }));

describe('[WY-9] an answer', () => {
  it('that is awaited shows nothing at first and keeps its room', () => {
    const text = shown({ value: undefined, isCurrent: false, problem: undefined });
    expect(text).toContain('min-height:64px');
    expect(text).not.toContain('Asking');
  });

  it('about the same subject stays until the next is there, and is marked', () => {
    expect(shown({ value: 'A', isCurrent: true, problem: undefined })).toContain('told A');
    const older = shown({ value: 'A', isCurrent: false, problem: undefined });
    expect(older).toContain('told A');
    expect(older).toContain('aria-busy="true"');
  });

  it('that there is none of says why, and offers another try', () => {
    const none = shown({ value: undefined, isCurrent: false, problem: 'this bar is no longer kept' });
    expect(none).toContain('No answer to pairs: this bar is no longer kept');
    expect(none).toMatch(/<button[^>]*>Ask again/);
  });
});
