import type { Session } from '../state/session.ts';

/** What an action works on. */
export interface ActionContext {
  readonly session: Session;
  /** Which dialog is open. */
  readonly dialog: { value: DialogName | undefined };
  /** Asks for files; of a folder where asked. */
  choose(folder: boolean): void;
  /** How the picture is looked at. */
  readonly view: { zoom(by: number): void; fit(): void };
}

export type DialogName = 'help' | 'settings' | 'export' | 'clusters' | 'about';

/** Something that a user can do. Menus, shortcuts, help and labels for screen readers all read this. */
export interface Action {
  readonly name: string;
  /** What it does, as a button says it. */
  readonly label: string;
  /** A sentence for help, without its full stop. */
  readonly help: string;
  readonly group: 'Images' | 'Looking' | 'Correcting' | 'Page';
  /** Keys, any of which does it: as `KeyboardEvent.key` has them, with `ctrl+` and `shift+` before. */
  readonly keys?: readonly string[];
  /** Whether it can be done now; where absent, always. */
  readonly enabled?: (context: ActionContext) => boolean;
  /** Whether it is on, for what can be on or off. */
  readonly pressed?: (context: ActionContext) => boolean;
  readonly run: (context: ActionContext) => unknown;
  /** How it is undone, in words; where absent there is nothing to undo. */
  readonly undone?: string;
}
