import type { Action, ActionContext } from './action.ts';
import { ACTIONS } from './actions.ts';

/**
 * What a key event is called in `Action.keys`; command counts as control. Signs such as [ take AltGr or Option on many keyboards, and
 * AltGr comes as control with alt: with a sign, neither is a shortcut's. A sign such as ? needs shift on one keyboard and not on another.
 */
export function keyName({
  key,
  code = '',
  ctrlKey,
  metaKey,
  altKey,
  shiftKey,
}: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'> & {
  readonly code?: string;
}): string {
  const letter = latin(key, code);
  if (altKey) return /^[^\p{Letter}\p{Number}]$/u.test(key) ? key : `alt+${key}`;
  const control = ctrlKey || metaKey ? 'ctrl+' : '';
  if (letter === undefined) return `${control}${key}`;
  // by the key, not by the case of what it gives: caps lock turns that
  return `${control}${shiftKey ? `shift+${letter.toUpperCase()}` : letter}`;
}

/** The small letter that a key stands for; of keyboards with other letters, the one that lies there on a Latin one. */
function latin(key: string, code: string): string | undefined {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  const isOther = /^\p{Letter}$/u.test(key);
  return isOther ? /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() : undefined;
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
