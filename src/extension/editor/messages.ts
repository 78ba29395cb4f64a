/** Messages and questions. Names and answers of models within them are words: they become no links, no icons and no second line. */
import * as vscode from "vscode";
import { messageText } from "../core/views/displayText.ts";

/** A button by its label, and what it does. */
export type Buttons = Readonly<Record<string, () => unknown>>;

const shows = {
  info: vscode.window.showInformationMessage,
  warning: vscode.window.showWarningMessage,
  error: vscode.window.showErrorMessage,
} as const;

/** The button that has everything checked. */
export function runDoctor(): Buttons {
  return { [vscode.l10n.t("Run Doctor")]: () => vscode.commands.executeCommand("imageTagger.doctor") };
}

/** How grave a message is. */
export type MessageLevel = keyof typeof shows;

/** Shows a message for which nobody waits. */
export function tell(level: MessageLevel, message: string): void {
  void ask(level, message);
}

/** Shows a message with buttons; answers with the label of the pressed one. */
export function ask(level: MessageLevel, message: string, ...buttons: readonly string[]): Thenable<string | undefined> {
  return shows[level](messageText(message), ...buttons);
}

/** Asks in a dialog; true where the person pressed the button. Each line of `detail` is one of ours. */
export async function confirm(question: string, detail: readonly string[], button: string): Promise<boolean> {
  const lines = detail.map((line) => messageText(line)).join("\n");
  return (
    (await vscode.window.showWarningMessage(messageText(question), { modal: true, detail: lines }, button)) === button
  );
}

/** Shows it; `onAnswer` hears that it was answered, before the button acts. */
export function offer(level: MessageLevel, message: string, buttons: Buttons, onAnswer?: () => void): void {
  const shown = async (): Promise<void> => {
    const label = await ask(level, message, ...Object.keys(buttons));
    if (label === undefined) return;
    onAnswer?.();
    await buttons[label]?.();
  };
  void shown();
}

/** Where a work that can be stopped shows how far it is. */
export function progressMessage(title: string): vscode.ProgressOptions {
  return { location: vscode.ProgressLocation.Notification, title: messageText(title), cancellable: true };
}
