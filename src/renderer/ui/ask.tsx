/** A question in place, answered by one key: no modal, nothing hidden behind it. */
import { useEffect, useRef } from 'react';
import { KeyHint } from './key-hint.tsx';

export interface Answer {
  readonly key: string;
  readonly label: string;
  readonly run: () => void;
  readonly tone?: 'danger' | undefined;
}

export interface AskProps {
  readonly question: string;
  readonly answers: readonly Answer[];
  readonly onCancel: () => void;
}

export function Ask({ question, answers, onCancel }: AskProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.focus();
    // Focus goes back to where it was, so that the next key acts on what the trader was looking at.
    return () => { if (before instanceof HTMLElement && before.isConnected) before.focus(); };
  }, []);
  function press(key: string): boolean {
    if (key === 'Escape') onCancel();
    else {
      const answer = answers.find((a) => a.key.toLowerCase() === key.toLowerCase());
      if (!answer) return false;
      answer.run();
    }
    return true;
  }
  return (
    <div ref={box} className="ask" role="group" aria-label={question} tabIndex={-1} data-keys="own"
      onKeyDown={(event) => { if (event.repeat) return event.preventDefault(); if (!event.ctrlKey && !event.metaKey && !event.altKey && press(event.key)) { event.preventDefault(); event.stopPropagation(); } }}>
      <span className="ask-question" aria-live="polite">{question}</span>
      {answers.map((answer) => (
        <button key={answer.key} type="button" className={`answer${answer.tone === 'danger' ? ' answer-danger' : ''}`} onClick={answer.run}>
          <KeyHint keys={answer.key} />{answer.label}
        </button>
      ))}
      <button type="button" className="answer answer-quiet" onClick={onCancel}><KeyHint keys="Escape" />leave it</button>
    </div>
  );
}
