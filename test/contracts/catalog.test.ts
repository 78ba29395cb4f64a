/** The catalog on LanceDB and the one in memory keep the same contract. */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { LanceCatalog } from "../../src/extension/adapters/catalog/catalog.ts";
import { MemoryCatalog } from "../fakes/memoryCatalog.ts";
import { quietLog } from "../fixtures/quietLog.ts";
import { catalogContract } from "./catalog.contract.ts";

catalogContract("LanceDB", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "image-tagger-test-"));
  const catalog = new LanceCatalog({ directory: path.join(folder, "catalog"), log: quietLog().log });
  const close = async (): Promise<void> => {
    await catalog.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { catalog, close };
});

catalogContract("memory", async () => {
  const catalog = new MemoryCatalog();
  return { catalog, close: () => catalog.close() };
});
