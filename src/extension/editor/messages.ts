/** Messages whose buttons do something; nobody waits for them to be read. */
import * as vscode from "vscode";

/** A button by its label, and what it does. */
export type Buttons = Readonly<Record<string, () => unknown>>;

const shows = {
  info: vscode.window.showInformationMessage,
  warning: vscode.window.showWarningMessage,
  error: vscode.window.showErrorMessage,
} as const;

/** Shows it; `onAnswer` hears that it was answered, before the button acts. */
export function offer(level: keyof typeof shows, message: string, buttons: Buttons, onAnswer?: () => void): void {
  const shown = async (): Promise<void> => {
    const label = await shows[level](message, ...Object.keys(buttons));
    if (label === undefined) return;
    onAnswer?.();
    await buttons[label]?.();
  };
  void shown();
}
