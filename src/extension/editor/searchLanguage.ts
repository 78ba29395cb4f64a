/** Keeps the language in which words are stemmed in step with its setting, here and in the catalog. */
import * as vscode from "vscode";
import { failureOf, isAbort } from "../../shared/failures.ts";
import { searchLanguageOf } from "../core/search/languages.ts";
import { useSearchLanguage } from "../core/search/words.ts";
import type { LibraryKeeper } from "./libraryKeeper.ts";
import type { Outside } from "./outside.ts";
import { section } from "./settings.ts";

const setting = "search.language";

/** Acts now, when the library has been opened, and at every change; `searchAnew` where other images are found from then on. */
export function keepSearchLanguage(
  outside: Outside,
  library: LibraryKeeper,
  searchAnew: () => void,
): vscode.Disposable {
  const stop = new AbortController();
  let isTold = false;
  const tell = async (): Promise<void> => {
    const language = searchLanguageOf(vscode.workspace.getConfiguration(section).get(setting));
    useSearchLanguage(language);
    if (!library.isReady) return;
    isTold = true;
    try {
      await outside.workshop.catalog.useLanguage(language, stop.signal);
      searchAnew();
    } catch (thrown) {
      if (isAbort(thrown)) return;
      // a catalog that is just being made takes it a moment later
      isTold = false;
      outside.log.warn(`The words of the catalog were not made anew: ${failureOf(thrown).message}`);
    }
  };
  void tell();
  const subscriptions = [
    library.onChanged(() => {
      if (!isTold && library.isReady) void tell();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${section}.${setting}`)) void tell();
    }),
  ];
  return new vscode.Disposable(() => {
    stop.abort();
    for (const subscription of subscriptions) subscription.dispose();
  });
}
