/** Checks the folders that somebody named: those that are not there, or not on this computer's disk, are not in the library. */
import { failureOf } from "../../../shared/failures.ts";
import { counted, failed, note, ok, type Found } from "./finding.ts";
import type { Check } from "./runChecks.ts";

/** What this check looks at. */
export interface RootsParts {
  /** Absolute paths of the workspace's and the browsed folders. */
  readonly named: () => readonly string[];
  /** How many workspace folders are not on a disk (of a repository that is browsed in the web, for example)? */
  readonly virtual: () => number;
  /** Fails with a sentence where there is no folder. */
  readonly rootAt: (path: string) => Promise<unknown>;
}

export function rootsCheck({ named, virtual, rootAt }: RootsParts): Check {
  return {
    name: "roots",
    area: "folders",
    deadlineMs: 15_000,
    ifLate: "Is a drive or network share slow or not connected? Connect it, and refresh.",
    run: async () => {
      const roots = named();
      const found: Found[] = [];
      const virtualCount = virtual();
      if (virtualCount > 0)
        found.push(
          note(
            `${counted(virtualCount, "workspace folder")} on no disk of this computer: images in it are not found.`,
            {
              remedy: "Open a copy of the folder that lies on the disk.",
              facts: { virtual: virtualCount },
            },
          ),
        );
      for (const root of roots) {
        try {
          await rootAt(root);
        } catch (thrown) {
          const remedy = "Connect its drive, and refresh; or take it out of imageTagger.libraryFolders.";
          found.push(failed("note", failureOf(thrown), { remedy, action: { id: "refresh" } }));
        }
      }
      if (found.length > 0 || roots.length === 0) return found;
      return [
        ok(`${counted(roots.length, "folder is", "folders are")} named, and there.`, {
          facts: { roots: roots.length },
        }),
      ];
    },
  };
}
