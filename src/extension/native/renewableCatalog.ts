/** A catalog that can be deleted and begun anew while everybody goes on using it. */
import { rm } from "node:fs/promises";
import type { Catalog } from "../core/catalogPort.ts";

/** A catalog and the way to empty it. */
export interface RenewableCatalog {
  readonly catalog: Catalog;
  /** Ends the present one, deletes its directory, and opens another; what it knew has to be put again. */
  renew(signal: AbortSignal): Promise<void>;
}

/** `make` opens the catalog in `directory` in a room of its own. */
export function renewableCatalog(directory: string, make: () => Catalog): RenewableCatalog {
  let present = make();
  const catalog = new Proxy({} as Catalog, {
    get: (_target, name) => Reflect.get(present, name) as unknown,
  });
  return {
    catalog,
    async renew(signal) {
      await present.close();
      await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      present = make();
      await present.open(signal);
    },
  };
}
