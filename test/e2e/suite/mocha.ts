/** mocha for the suites in the host: a function or a namespace, as the host's Node sees its module. */
import * as loaded from "mocha";

const names = loaded as typeof loaded & { readonly default?: unknown };

/** The class that runs suites. */
export const { Mocha } = names as unknown as { readonly Mocha: typeof import("mocha") };
export const { describe, it, before, after } = names;
