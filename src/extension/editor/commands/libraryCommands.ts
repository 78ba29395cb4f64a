/** Commands of the library: open, search, near-duplicates, refresh, browse, rebuild, and what failed. */
import type { LibraryKeeper } from "../libraryKeeper.ts";
import type { Outside } from "../outside.ts";
import type { LibraryPanel } from "../webviews/libraryPanel.ts";
import type { SearchView } from "../webviews/searchView.ts";
import type { GridLists } from "../../core/views/gridList.ts";
import type { CommandTable } from "./commandTable.ts";
import { rebuildCatalog } from "./rebuildCatalog.ts";
import { removeMissingRecords } from "./removeMissingRecords.ts";
import { browse } from "./tagCommands.ts";
import { folderOfArgument, imagesOf, isFolderNode } from "./targets.ts";

/** What these commands work with. */
export interface LibraryCommandParts {
  readonly outside: Outside;
  readonly library: LibraryKeeper;
  readonly lists: GridLists;
  readonly panel: LibraryPanel;
  readonly searchView: SearchView;
}

export function libraryCommands(parts: LibraryCommandParts): CommandTable {
  const { outside, library, panel, searchView } = parts;
  return {
    openLibrary: (words) => panel.show(typeof words === "string" && words !== "" ? { search: words } : {}),
    openInLibrary: (clicked, chosen) => openInLibrary(parts, clicked, chosen),
    findNearDuplicates: (clicked) => findNearDuplicates(parts, clicked),
    showFailures: () => panel.show({ search: "is:failed" }),
    searchImages: (words) => searchView.search(typeof words === "string" ? words : undefined),
    refresh: () => library.refresh(),
    browseFolder: async () => {
      const path = await browse();
      if (path === undefined) return;
      await library.addFolder(path);
      await panel.show({});
    },
    removeFolder: async (clicked) => {
      if (isFolderNode(clicked)) await library.removeFolder(clicked.folder);
    },
    rebuildCatalog: () => rebuildCatalog(parts),
    removeMissingRecords: () => removeMissingRecords(parts),
    showLog: () => outside.log.show(),
  };
}

async function openInLibrary(parts: LibraryCommandParts, clicked: unknown, chosen: unknown): Promise<void> {
  const [image] = (isFolderNode(clicked) ? undefined : await imagesOf(parts.library, clicked, chosen)) ?? [];
  if (image) return parts.panel.show({ id: image.id });
  const target = await folderOfArgument(parts.library, clicked);
  await parts.panel.show(target ? { folder: parts.lists.labels.label(target.folder.key, target.path) } : {});
}

/** Of a folder that was clicked on, else of the whole library. */
async function findNearDuplicates(parts: LibraryCommandParts, clicked: unknown): Promise<void> {
  const target = await folderOfArgument(parts.library, clicked);
  const folder = target && parts.lists.labels.label(target.folder.key, target.path);
  await parts.panel.show({ duplicates: true, ...(folder !== undefined && { folder }) });
}
