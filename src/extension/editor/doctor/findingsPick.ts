/** Shows what the doctor found as a list: faults on top, each with the button or the key that does what its remedy says. */
import * as vscode from "vscode";
import type { Finding, RemedyAction, RemedyCommand, Verdict } from "../../core/doctor/finding.ts";
import { areaTitles, inReadingOrder, summaryOf } from "../../core/doctor/report.ts";
import { displayText } from "../../core/views/displayText.ts";

/** What a person wants next; undefined where the list was closed. */
export type Wish =
  | { readonly kind: "remedy"; readonly action: RemedyAction }
  | { readonly kind: "report" | "support" | "again" | "log" };

interface FindingItem extends vscode.QuickPickItem {
  readonly wish?: Wish;
}

interface WishButton extends vscode.QuickInputButton {
  readonly wish: Wish;
}

const icons: Readonly<Record<Verdict, string>> = { fault: "error", note: "info", ok: "pass" };

/** Shows the list until something is chosen. `shorten`: paths as a person knows them, since a row is short. */
export async function pickFinding(
  findings: readonly Finding[],
  shorten: (text: string) => string,
): Promise<Wish | undefined> {
  const pick = vscode.window.createQuickPick<FindingItem>();
  pick.title = `${vscode.l10n.t("Image Tagger: Doctor")} (${summaryOf(findings).replace(/\.$/u, "")})`;
  pick.placeholder = vscode.l10n.t("Enter does what the remedy of a line says, or shows the whole report");
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  // who looks something up meanwhile finds it still there
  pick.ignoreFocusOut = true;
  pick.buttons = titleButtons();
  pick.items = itemsOf(findings, shorten);
  try {
    return await new Promise<Wish | undefined>((resolve) => {
      pick.onDidAccept(() => resolve(pick.selectedItems[0]?.wish));
      pick.onDidTriggerItemButton(({ button }) => resolve((button as WishButton).wish));
      pick.onDidTriggerButton((button) => resolve((button as WishButton).wish));
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

function itemsOf(findings: readonly Finding[], shorten: (text: string) => string): readonly FindingItem[] {
  const titles = { fault: vscode.l10n.t("Faults"), note: vscode.l10n.t("Notes"), ok: vscode.l10n.t("In Order") };
  const ordered = inReadingOrder(findings);
  const sections = (["fault", "note", "ok"] as const).flatMap((verdict) => {
    const inside = ordered.filter((finding) => finding.verdict === verdict).map((finding) => itemOf(finding, shorten));
    return inside.length === 0 ? [] : [separator(titles[verdict]), ...inside];
  });
  return [...sections, separator(vscode.l10n.t("Report")), ...wishItems()];
}

/** Texts of others stand in a finding: one harmless line each. */
function itemOf(
  { verdict, area, title, detail, remedy, action }: Finding,
  shorten: (text: string) => string,
): FindingItem {
  const said = [remedy ? `→ ${remedy}` : "", detail ?? ""].filter((part) => part !== "").join("  ·  ");
  const button: readonly WishButton[] = action ? [remedyButton(action)] : [];
  return {
    label: `$(${icons[verdict]}) ${displayText(shorten(title), 500)}`,
    description: areaTitles[area],
    ...(said !== "" && { detail: displayText(shorten(said), 500) }),
    buttons: button,
    wish: action ? { kind: "remedy", action } : { kind: "report" },
  };
}

function remedyButton(action: RemedyAction): WishButton {
  return {
    iconPath: new vscode.ThemeIcon(action.id === "showLog" ? "output" : "wrench"),
    tooltip: remedyTitle(action.id),
    wish: { kind: "remedy", action },
  };
}

/** What the button says that it does. */
function remedyTitle(id: RemedyCommand): string {
  switch (id) {
    case "chooseEngine":
      return vscode.l10n.t("Choose Engine and Model");
    case "manageTrust":
      return vscode.l10n.t("Manage Workspace Trust");
    case "openFile":
      return vscode.l10n.t("Open the File There");
    case "openFolder":
      return vscode.l10n.t("Open a Folder");
    case "openSettings":
      return vscode.l10n.t("Show in Settings");
    case "rebuildCatalog":
      return vscode.l10n.t("Rebuild Catalog");
    case "refresh":
      return vscode.l10n.t("Refresh");
    case "removeMissingRecords":
      return vscode.l10n.t("Remove Records of Missing Images…");
    case "removeSetAside":
      return vscode.l10n.t("Delete the Damaged Catalog");
    case "setAccessKey":
      return vscode.l10n.t("Set Access Key of a Model Server");
    case "showLog":
      return vscode.l10n.t("Show Log");
  }
}

/** For the mouse; the same stand at the end of the list for the keyboard. */
function titleButtons(): readonly WishButton[] {
  return wishes().map(({ icon, title, kind }) => ({
    iconPath: new vscode.ThemeIcon(icon),
    tooltip: title,
    wish: { kind },
  }));
}

function wishItems(): readonly FindingItem[] {
  return wishes().map(({ icon, title, kind }) => ({ label: `$(${icon}) ${title}`, wish: { kind } }));
}

function wishes() {
  return [
    { icon: "list-flat", title: vscode.l10n.t("Show Whole Report"), kind: "report" },
    { icon: "copy", title: vscode.l10n.t("Copy Support Report"), kind: "support" },
    { icon: "refresh", title: vscode.l10n.t("Check Again"), kind: "again" },
    { icon: "output", title: vscode.l10n.t("Show Log"), kind: "log" },
  ] as const;
}

function separator(label: string): FindingItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
