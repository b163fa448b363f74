/** A key as it is printed on the keyboard. */
const names: Readonly<Record<string, string>> = {
  $mod: typeof navigator !== 'undefined' && navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl',
  Escape: 'Esc', Enter: '↵', ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', Shift: '⇧', Space: 'Space',
};

/** `$mod+k` as the keys to press. */
export const keyNames = (keys: string): readonly string[] => (keys === '+' ? ['+'] : keys.split('+')).map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key.replace(/^Digit/, '')));

export function KeyHint({ keys }: { readonly keys: string }) {
  return <span className="keys" aria-hidden="true">{keyNames(keys).map((name) => <kbd key={name}>{name}</kbd>)}</span>;
}
