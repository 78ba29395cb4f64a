/** Opens a catalog whatever state it is in: as it is, else one version back, else set aside and made anew. */
import { setTimeout as sleep } from "node:timers/promises";
import type * as Lancedb from "@lancedb/lancedb";
import type { Log } from "../../core/ports.ts";
import type { Lance } from "./lance.ts";
import { readStamp, rollBack, setAside, writeStamp } from "./placement.ts";
import { foldersTable, imagesTable, vectorsPrefix } from "./schema.ts";
import { checkTable, connect, makeFolders, makeImages, type OpenTables } from "./tables.ts";
import { WriterTurns } from "./writerTurns.ts";

/** Making one takes a fraction of a second; what has no stamp after this time was interrupted. */
const makingMs = 3_000;

interface Opening {
  readonly directory: string;
  readonly log: Log;
  readonly lance: Lance;
  readonly connection: Lancedb.Connection;
  /** Was a version taken back? Then every folder has to be read again. */
  rolledBack: boolean;
}

/** What came of an opening. */
export interface Opened {
  readonly tables: OpenTables;
  /** The catalog was made just now, or nothing is left in it. */
  readonly fresh: boolean;
  /** Rows may be older than what was last written: vectors that do not belong to them any more must go. */
  readonly rolledBack: boolean;
}

/** Opens or makes the catalog in this folder. */
export async function openCatalog(directory: string, log: Log): Promise<Opened> {
  if (await mayBeOpened(directory, log)) {
    try {
      return await openAsItIs(directory, log);
    } catch (error) {
      log.warn(`The search catalog cannot be used and is made anew: ${String(error)}`);
      await setAside(directory, Date.now());
    }
  }
  try {
    return await makeAnew(directory);
  } catch (error) {
    // another program may have begun at the same moment: what it makes is taken
    if ((await finishedStamp(directory)) !== "current") throw error;
    return openAsItIs(directory, log);
  }
}

/** The stamp, once another program that makes the catalog just now has come to its end. */
async function finishedStamp(directory: string): Promise<"current" | "other" | "none"> {
  const until = performance.now() + makingMs;
  for (;;) {
    const stamp = await readStamp(directory);
    if (stamp !== "unfinished") return stamp;
    if (performance.now() > until) return "other";
    await sleep(50);
  }
}

/** Is there a catalog of this version? Another one is set aside. One that crashes its process is set aside by who runs that. */
async function mayBeOpened(directory: string, log: Log): Promise<boolean> {
  const stamp = await finishedStamp(directory);
  if (stamp === "other") {
    log.warn("The search catalog is of another version and is made anew.");
    await setAside(directory, Date.now());
  }
  return stamp === "current";
}

async function makeAnew(directory: string): Promise<Opened> {
  const { lance, connection } = await connect(directory);
  try {
    // the stamp comes last: what has none was interrupted while it was made, and is made again
    const images = await makeImages(lance, connection);
    const folders = await makeFolders(lance, connection);
    await writeStamp(directory);
    return {
      tables: { lance, connection, turns: new WriterTurns(directory), images, folders, vectors: new Map() },
      fresh: true,
      rolledBack: false,
    };
  } catch (error) {
    connection.close();
    throw error;
  }
}

async function openAsItIs(directory: string, log: Log): Promise<Opened> {
  const { lance, connection } = await connect(directory);
  const opening: Opening = { directory, log, lance, connection, rolledBack: false };
  try {
    const images = await openTable(opening, imagesTable);
    const folders = await openTable(opening, foldersTable);
    const vectors = new Map<string, Lancedb.Table>();
    for (const name of await connection.tableNames()) {
      if (name.startsWith(vectorsPrefix)) await openVectors(opening, name, vectors);
    }
    if (opening.rolledBack) await folders.delete("true");
    const turns = new WriterTurns(directory);
    const tables: OpenTables = { lance, connection, turns, images, folders, vectors };
    // taken back to before its first row, it is as good as new
    const fresh = opening.rolledBack && (await images.countRows()) === 0;
    return { tables, fresh, rolledBack: opening.rolledBack };
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Opens and checks a table; where that fails, once more with its newest version taken away. */
async function openTable(opening: Opening, name: string): Promise<Lancedb.Table> {
  const { directory, connection, lance, log } = opening;
  try {
    return await openChecked(connection, lance, name);
  } catch (error) {
    if (!(await rollBack(directory, name))) throw error;
    log.warn(`The newest version of the table "${name}" cannot be used; the one before it is tried: ${String(error)}`);
    opening.rolledBack = true;
    return openChecked(connection, lance, name);
  }
}

/** Vectors can be made again from the rows: a table of them that cannot be used is dropped, and all else stays. */
async function openVectors(opening: Opening, name: string, vectors: Map<string, Lancedb.Table>): Promise<void> {
  try {
    vectors.set(name, await openTable(opening, name));
  } catch (error) {
    opening.log.warn(`The vectors in "${name}" cannot be used and are made again: ${String(error)}`);
    await opening.connection.dropTable(name);
  }
}

async function openChecked(connection: Lancedb.Connection, lance: Lance, name: string): Promise<Lancedb.Table> {
  const table = await connection.openTable(name);
  await checkTable(lance, table);
  return table;
}
