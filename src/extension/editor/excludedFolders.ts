/** The folders that the setting `imageTagger.exclude` leaves out: where it can be written, and what stands there. */
import * as vscode from "vscode";
import type { LibraryFolder } from "../core/ports.ts";
import { section } from "./settings.ts";

/** A place where the setting can stand. */
export interface ExcludePlace {
  readonly target: vscode.ConfigurationTarget;
  /** The workspace folder whose settings are meant; undefined for the workspace's and the user's. */
  readonly scope: vscode.Uri | undefined;
  /** How a person knows the place. */
  readonly label: string;
  readonly detail: string;
}

/** Where a folder of this library folder can be excluded, the nearest place first. */
export function excludePlaces(folder: LibraryFolder): readonly ExcludePlace[] {
  const own = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder.root));
  return [...(own ? workspacePlaces([own]) : []), userPlace()];
}

/** Every place that says something in this workspace. */
export function allExcludePlaces(): readonly ExcludePlace[] {
  return [...workspacePlaces(vscode.workspace.workspaceFolders ?? []), userPlace()];
}

/** The patterns of a place, as they stand there. */
export function patternsAt({ target, scope }: ExcludePlace): readonly string[] {
  const found = vscode.workspace.getConfiguration(section, scope).inspect<unknown>("exclude");
  const value = {
    [vscode.ConfigurationTarget.Global]: found?.globalValue,
    [vscode.ConfigurationTarget.Workspace]: found?.workspaceValue,
    [vscode.ConfigurationTarget.WorkspaceFolder]: found?.workspaceFolderValue,
  }[target];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

/** Keeps these patterns at a place; where none is left nothing stands there. */
export async function writePatterns({ target, scope }: ExcludePlace, patterns: readonly string[]): Promise<void> {
  const value = patterns.length > 0 ? patterns : undefined;
  await vscode.workspace.getConfiguration(section, scope).update("exclude", value, target);
}

function workspacePlaces(folders: readonly vscode.WorkspaceFolder[]): readonly ExcludePlace[] {
  const whole = {
    target: vscode.ConfigurationTarget.Workspace,
    scope: undefined,
    label: vscode.l10n.t("Workspace Settings"),
    detail: vscode.l10n.t("For everybody who opens this workspace"),
  };
  if (!vscode.workspace.workspaceFile) return folders.length > 0 ? [whole] : [];
  const each = folders.map(({ uri, name }) => ({
    target: vscode.ConfigurationTarget.WorkspaceFolder,
    scope: uri,
    label: vscode.l10n.t("Settings of the Folder {0}", name),
    detail: vscode.l10n.t("For everybody who opens this folder"),
  }));
  // the workspace's own count for the same path in each of its folders
  return [...each, { ...whole, detail: vscode.l10n.t("For folders of this path in every folder of the workspace") }];
}

function userPlace(): ExcludePlace {
  return {
    target: vscode.ConfigurationTarget.Global,
    scope: undefined,
    label: vscode.l10n.t("User Settings"),
    detail: vscode.l10n.t("For you alone, and for folders of this path in every workspace"),
  };
}
