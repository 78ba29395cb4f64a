/** A catalog that is opened again when its process had to begin anew with an empty one, and then filled again. */
import { failureOf } from "../../shared/failures.ts";
import type { Catalog } from "./catalogPort.ts";

/** Calls that work on an open catalog: everything but opening and closing it. */
type Call = (...args: readonly unknown[]) => Promise<unknown>;

/**
 * Wraps a catalog. A call that finds it unavailable opens it once more; if it is empty now, `refill` brings back what it held,
 * and the call is tried again. A catalog that was never opened, or cannot be opened, fails as before.
 */
export function healingCatalog(catalog: Catalog, refill: () => void): Catalog {
  let wasOpened = false;
  let healing: Promise<void> | undefined;
  const heal = async (signal: AbortSignal): Promise<void> => {
    const { fresh } = await catalog.open(signal);
    if (fresh) refill();
  };
  const healed = (call: Call): Call => {
    return async (...args) => {
      try {
        return await call(...args);
      } catch (thrown) {
        const signal = args.at(-1);
        if (!wasOpened || failureOf(thrown).reason !== "catalogUnavailable" || !(signal instanceof AbortSignal))
          throw thrown;
        healing ??= heal(signal).finally(() => {
          healing = undefined;
        });
        await healing;
        return await call(...args);
      }
    };
  };
  return new Proxy(catalog, {
    get(target, name) {
      const method = Reflect.get(target, name) as Call;
      if (typeof method !== "function") return method;
      const bound: Call = (...args) => Reflect.apply(method, target, args);
      if (name === "close") return bound;
      if (name !== "open") return healed(bound);
      return async (...args: readonly unknown[]) => {
        const opened = await bound(...args);
        wasOpened = true;
        return opened;
      };
    },
  });
}
