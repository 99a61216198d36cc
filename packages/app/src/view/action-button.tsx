import type { ActionContext } from '../actions/action.ts';
import { action } from '../actions/actions.ts';
import { keysInWords } from '../actions/keyboard.ts';

/** An action as a button: its label, its keys as a hint, on or off, and whether it can be done. */
export function ActionButton({
  name,
  context,
  class: className,
}: {
  name: string;
  context: ActionContext;
  class?: string;
}) {
  const meant = action(name);
  const keys = keysInWords(meant);
  const pressed = meant.pressed?.(context);
  return (
    <button
      type="button"
      class={className ?? 'action'}
      title={`${meant.help}${keys ? ` (${keys})` : ''}`}
      disabled={!(meant.enabled?.(context) ?? true)}
      data-action={name}
      {...(pressed !== undefined && { 'aria-pressed': pressed })}
      onClick={() => void meant.run(context)}
    >
      {meant.label}
    </button>
  );
}
