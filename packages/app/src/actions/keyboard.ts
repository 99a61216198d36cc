import type { Action, ActionContext } from './action.ts';
import { ACTIONS } from './actions.ts';

/**
 * What a key event is called in `Action.keys`; command counts as control. Signs such as [ take AltGr or Option on many keyboards, and
 * AltGr comes as control with alt: with a sign, neither is a shortcut's.
 */
export function keyName({
  key,
  ctrlKey,
  metaKey,
  altKey,
  shiftKey,
}: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  if (altKey) return /^[^\p{Letter}\p{Number}]$/u.test(key) ? key : `alt+${key}`;
  const control = ctrlKey || metaKey ? 'ctrl+' : '';
  // a sign such as ? needs shift on one keyboard and not on another; a letter says by itself
  const shift = shiftKey && /^[A-Z]$/.test(key) ? 'shift+' : '';
  return `${control}${shift}${key}`;
}

/** Does what a key stands for, if it can be done. @returns whether it was done */
export function pressKey(event: KeyboardEvent, context: ActionContext): boolean {
  const name = keyName(event);
  const meant = ACTIONS.find(({ keys }) => keys?.includes(name));
  if (meant === undefined || !(meant.enabled?.(context) ?? true)) return false;
  meant.run(context);
  return true;
}

/** Keys as people write them. */
export function keysInWords({ keys = [] }: Action): string {
  return keys
    .map((key) =>
      key
        .replace('ctrl+', 'Ctrl ')
        .replace('shift+', 'Shift ')
        .replace('ArrowDown', '↓')
        .replace('ArrowUp', '↑')
        .replace('Escape', 'Esc')
        .replace(/(^| )([a-z])$/, (_, before: string, letter: string) => before + letter.toUpperCase()),
    )
    .join(', ');
}
