/** Commands on the making of search vectors: stop it, go on with it. */
import * as vscode from "vscode";
import type { EmbedKeeper } from "../embedKeeper.ts";
import type { LibraryKeeper } from "../libraryKeeper.ts";
import { tell } from "../messages.ts";
import type { VectorMaker } from "../vectorMaker.ts";
import type { CommandTable } from "./commandTable.ts";

/** What these commands work with. */
export interface VectorCommandParts {
  readonly library: LibraryKeeper;
  readonly embeds: EmbedKeeper;
  readonly vectors: VectorMaker;
}

export function vectorCommands({ library, embeds, vectors }: VectorCommandParts): CommandTable {
  return {
    stopVectors: () => {
      if (!vectors.stop()) tell("info", vscode.l10n.t("No search vectors are being made."));
    },
    makeVectors: async () => {
      await library.start();
      embeds.lookAgain();
      const made = await vectors.makeNow();
      const { state } = vectors.work.status;
      if (made > 0 || state !== "rest") return;
      const reason = embeds.reason;
      tell("info", reason === "" ? vscode.l10n.t("No image lacks a search vector.") : reason);
    },
  };
}
