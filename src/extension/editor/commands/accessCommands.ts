/** Commands for what a person lets out: the keys of model servers, and where images may be sent. */
import * as vscode from "vscode";
import { originOf } from "../../core/tagging/hosts.ts";
import type { AccessKeys } from "../accessKeys.ts";
import type { Consent } from "../consent.ts";
import type { EmbedKeeper } from "../embedKeeper.ts";
import type { EngineKeeper } from "../engineKeeper.ts";
import { tell } from "../messages.ts";
import type { Tagging } from "../tagging.ts";
import type { CommandTable } from "./commandTable.ts";

/** What these commands work with. */
export interface AccessCommandParts {
  readonly keys: AccessKeys;
  readonly consent: Consent;
  readonly engines: EngineKeeper;
  readonly embeds: EmbedKeeper;
  readonly tagging: Tagging;
}

export function accessCommands(parts: AccessCommandParts): CommandTable {
  return {
    setAccessKey: () => setAccessKey(parts),
    forgetConsents: () => forgetConsents(parts),
  };
}

async function setAccessKey({ keys, engines }: AccessCommandParts): Promise<void> {
  const addresses = engines.addresses();
  await keys.load(addresses);
  const origins = [...new Set(addresses.flatMap((address) => originOf(address) ?? []))];
  const origin = origins.length === 1 ? origins[0] : await pickServer(origins, keys);
  if (origin === undefined) return;
  const key = await vscode.window.showInputBox({
    title: vscode.l10n.t("Access Key of {0}", origin),
    prompt: vscode.l10n.t(
      "Kept in the system's key store and sent to this server only. Leave it empty to remove the key that is kept.",
    ),
    placeHolder: vscode.l10n.t("The key, or a whole header such as “Basic bWU6c2VjcmV0”"),
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) =>
      /^[\x20-\x7e]*$/.test(value.trim())
        ? undefined
        : vscode.l10n.t("A key has only plain letters, digits and signs."),
  });
  if (key === undefined) return;
  await keys.set(origin, key.trim());
  const sentence =
    key.trim() === ""
      ? vscode.l10n.t("No key is kept for {0} any more.", origin)
      : vscode.l10n.t("The key of {0} is kept.", origin);
  tell("info", sentence);
}

async function pickServer(origins: readonly string[], keys: AccessKeys): Promise<string | undefined> {
  if (origins.length === 0) {
    tell("info", vscode.l10n.t("No model server is set."));
    return undefined;
  }
  const items = origins.map((origin) => ({
    label: origin,
    description: keys.of(origin) === undefined ? "" : vscode.l10n.t("has a key"),
  }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Which model server?") });
  return picked?.label;
}

/** What is at work now, with images on their way to another computer, is stopped as well. */
async function forgetConsents({ consent, engines, embeds, tagging }: AccessCommandParts): Promise<void> {
  const count = await consent.forget();
  const { decision } = engines;
  if (decision && !consent.isGivenFor(decision, engines.hostsOf(decision))) await tagging.stop();
  embeds.forget();
  tell(
    "info",
    count === 0
      ? vscode.l10n.t("No other computer may be sent images.")
      : vscode.l10n.t("You will be asked again before images are sent to another computer."),
  );
}
