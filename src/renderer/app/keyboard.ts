/** Binds the commands' keys to the window. Single keys never act while somebody types, nor while a question is open. */
import { tinykeys } from 'tinykeys';
import { disposable, type Disposable } from '../../shared/base/disposable.ts';
import type { Command } from './commands.ts';

export function bindKeys(commands: readonly Command[], target: Window = window): Disposable {
  const bindings: Record<string, (event: KeyboardEvent) => void> = {};
  for (const command of commands) {
    for (const keys of command.keys) bindings[keys] = (event) => {
      if (event.defaultPrevented || (event.repeat && command.repeats !== true)) return;
      if (!keys.includes('$mod') && isTaken(event.target, keys)) return;
      event.preventDefault();
      command.run();
    };
  }
  return disposable(tinykeys(target, bindings));
}

/** Keys bound more than once; the test wants none. */
export function conflicts(commands: readonly Command[]): readonly string[] {
  const seen = new Map<string, number>();
  for (const command of commands) for (const keys of command.keys) seen.set(keys.toLowerCase(), (seen.get(keys.toLowerCase()) ?? 0) + 1);
  return [...seen].filter(([, count]) => count > 1).map(([keys]) => keys);
}

function isTaken(target: EventTarget | null, keys: string): boolean {
  // Nobody types a function key.
  if (!(target instanceof HTMLElement) || /^F\d+$/.test(keys)) return false;
  // A slider takes arrows, Home, End and Page keys, and no letters.
  if (target instanceof HTMLInputElement && target.type === 'range') return keys.startsWith('Arrow');
  if (target.isContentEditable || target.closest('input, textarea, select, [data-keys="own"], [role="dialog"]')) return true;
  // Arrows belong to the part that has the focus when it moves by arrows itself.
  return keys.startsWith('Arrow') && target.closest('[role="radiogroup"], [role="grid"], [data-keys="arrows"]') !== null;
}
