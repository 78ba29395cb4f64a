/** What the views ask about documents that use images: which they are, by ids of ours, and to be led to the place. */
import * as vscode from "vscode";
import type { Handlers } from "../../../shared/calls.ts";
import { ExpectedError } from "../../../shared/failures.ts";
import type { ViewMethods } from "../../../shared/protocol.ts";
import type { ImageUse } from "../../core/references/imageUses.ts";
import * as read from "../../core/views/requests.ts";
import { keyOf } from "../../core/search/words.ts";
import { uriOf } from "../uris.ts";
import type { ViewParts } from "./viewMethods.ts";

const mostShown = 20;
const mostOffered = 20;

type UseMethods = Pick<Handlers<ViewMethods>, "uses" | "openUse" | "suggestDocuments">;

/** The methods for any webview. */
export function useMethods({ outside, lists }: ViewParts): UseMethods {
  const { uses, hash } = outside;
  const idOf = ({ folder, path, at }: ImageUse): string => hash(`${folder.key}\n${path}\n${at}`);
  return {
    uses: async (request, signal) => {
      const id = read.text(read.fields(request)["id"], "id", 200);
      const found = await uses.of(id, signal);
      const shown = found.slice(0, mostShown).map((use) => ({
        id: idOf(use),
        document: lists.labels.label(use.folder.key, use.path),
        line: use.line,
      }));
      return { total: found.length, uses: shown };
    },
    openUse: async (request, signal) => {
      const { id, use } = read.fields(request);
      const asked = read.text(use, "use", 200);
      const found = await uses.of(read.text(id, "id", 200), signal);
      const place = found.find((one) => idOf(one) === asked);
      if (!place)
        throw new ExpectedError(
          "notFound",
          vscode.l10n.t("The document was changed: the image is not used there any more."),
        );
      await show(place);
    },
    suggestDocuments: async (request, signal) => {
      const start = keyOf(read.text(read.fields(request)["start"], "start", read.limits.searchCharacters));
      const paths = await uses.documents(signal);
      return paths.filter((path) => keyOf(path).includes(start)).slice(0, mostOffered);
    },
  };
}

/** What names the image is selected. */
async function show(place: ImageUse): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uriOf(place));
  const selection = new vscode.Range(document.positionAt(place.at), document.positionAt(place.at + place.length));
  await vscode.window.showTextDocument(document, { selection });
}
