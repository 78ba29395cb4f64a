/** Records whose images are gone, for those who ask for them: looked for on demand, and searched beside the library, never in it. */
import { failureOf, isAbort } from "../../shared/failures.ts";
import type { Catalog } from "./catalogPort.ts";
import type { Library } from "./library.ts";
import type { Clock, Hash, ImageRef, LibraryFolder, Records } from "./ports.ts";
import { documentOf, rowOf, type ImageRow } from "./rows.ts";

/** What is needed of the world. */
export interface MissingImagesParts {
  readonly library: Library;
  readonly catalog: Catalog;
  readonly records: Pick<Records, "read">;
  readonly clock: Pick<Clock, "now">;
  readonly hash: Hash;
  /** Paths of images that records of a folder name and that are not there; fails with `volumeMissing` where it is not reached. */
  readonly find: (folder: LibraryFolder, signal: AbortSignal) => Promise<readonly string[]>;
}

/** Looking takes a walk over all folders: while nothing came or went in the library, an answer is kept so long. */
const keptMs = 10_000;

/** In the catalog they stand under keys of their own, which no other search asks for. */
function keyOf(folder: LibraryFolder): string {
  return `missing:${folder.key}`;
}

/** The records without images of all library folders. */
export class MissingImages {
  readonly #parts: MissingImagesParts;
  #rows: ReadonlyMap<string, ImageRow> = new Map();
  #problems: readonly string[] = [];
  /** For which images of the library, and when, was the answer found? */
  #found: { readonly order: readonly string[]; readonly atMs: number } | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: MissingImagesParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** The row of a record without image, under the library folder's own key. */
  get(id: string): ImageRow | undefined {
    return this.#rows.get(id);
  }

  /** Where its image was; for reading the record. */
  image(id: string): ImageRef | undefined {
    const row = this.#rows.get(id);
    const { library } = this.#parts;
    const folder = row && library.folders.find(({ key }) => key === row.folderKey);
    return folder && library.imageAt(folder, row.path);
  }

  /** Library folders under which the catalog has these records, with their names. */
  get folders(): readonly { readonly key: string; readonly folder: LibraryFolder }[] {
    return this.#parts.library.folders.map((folder) => ({ key: keyOf(folder), folder }));
  }

  /** Records were removed: the next search looks anew. */
  forget(): void {
    this.#found = undefined;
  }

  /** Looks for them, and has the catalog hold them; answers what hindered it, a drive that is away for example. */
  async look(signal: AbortSignal): Promise<readonly string[]> {
    const turn = this.#turn.then(() => this.#look(signal));
    this.#turn = turn.catch(() => undefined); // its caller is told
    await turn;
    return this.#problems;
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { library, clock } = this.#parts;
    const order = library.inOrder();
    if (this.#found?.order === order && clock.now() - this.#found.atMs < keptMs) return;
    const rows = new Map<string, ImageRow>();
    const problems: string[] = [];
    for (const folder of library.folders) {
      try {
        const paths = await this.#parts.find(folder, signal);
        for (const row of await this.#rowsOf(folder, paths, signal)) rows.set(row.id, row);
      } catch (thrown) {
        const { reason, message } = failureOf(thrown);
        if (isAbort(thrown) || reason !== "volumeMissing") throw thrown;
        problems.push(message);
      }
    }
    this.#rows = rows;
    this.#problems = problems;
    this.#found = { order, atMs: clock.now() };
  }

  /** Only what changed since is written. */
  async #rowsOf(folder: LibraryFolder, paths: readonly string[], signal: AbortSignal): Promise<readonly ImageRow[]> {
    const { library, catalog, records, hash } = this.#parts;
    const folderKey = keyOf(folder);
    const known = new Map((await catalog.rows([folderKey], signal)).map((row) => [row.id, row]));
    const documents = [];
    const rows: ImageRow[] = [];
    for (const path of paths) {
      const record = await records.read(library.imageAt(folder, path), signal);
      if (!record) continue;
      const image = library.imageAt({ ...folder, key: folderKey }, path);
      const stamp = record.stamp ?? { size: 0, mtimeMs: 0 };
      const row = rowOf(image, { path, stamp, decodable: true }, record.contentKey ?? "", record, hash);
      rows.push({ ...row, folderKey: folder.key });
      if (known.get(row.id)?.recordHash !== row.recordHash) documents.push(documentOf(row, record));
      known.delete(row.id);
    }
    if (known.size > 0) await catalog.remove([...known.keys()], signal);
    if (documents.length > 0) await catalog.upsert(documents, signal);
    return rows;
  }
}
