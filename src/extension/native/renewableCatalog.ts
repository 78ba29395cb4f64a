/** A catalog that can be set aside and begun anew while everybody goes on using it, and brought back if that is called off. */
import { putBack, setAside } from "../adapters/catalog/placement.ts";
import { throwIfAborted } from "../../shared/failures.ts";
import type { Catalog } from "../core/catalogPort.ts";

/** A catalog and the way to empty it. */
export interface RenewableCatalog {
  readonly catalog: Catalog;
  /**
   * Ends the present one, sets its directory aside, and opens another; what it knew has to be put again. Answers how to bring
   * the earlier one back.
   */
  renew(signal: AbortSignal): Promise<() => Promise<void>>;
}

/** `make` opens the catalog in `directory` in a room of its own. */
export function renewableCatalog(directory: string, make: () => Catalog): RenewableCatalog {
  let present = make();
  const catalog = new Proxy({} as Catalog, {
    get: (_target, name) => {
      const member: unknown = Reflect.get(present, name);
      return typeof member === "function" ? (member.bind(present) as unknown) : member;
    },
  });
  /** Ends the present one, does that to the directory, and opens what is there then. */
  const turn = async <T>(change: () => Promise<T>): Promise<T> => {
    await present.close();
    const changed = await change();
    present = make();
    // not to be broken off half-way
    await present.open(new AbortController().signal);
    return changed;
  };
  return {
    catalog,
    async renew(signal) {
      throwIfAborted(signal);
      const aside = await turn(() => setAside(directory, Date.now(), "replaced"));
      return () => turn(async () => (aside === undefined ? undefined : putBack(directory, aside)));
    },
  };
}
