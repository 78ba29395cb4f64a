/** A stand-in for an Ollama server that speaks its HTTP protocol, of both eras, and looks at the pictures it is sent. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { digestOf, usualModels } from "./ollamaModels.ts";
import { Room } from "./ollamaRoom.ts";
import type { StandIn, StandInOptions } from "./ollamaTypes.ts";

/** Starts one on this machine; every caller closes its own. */
export async function startOllamaStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const room = new Room(options);
  const address = options.address ?? "127.0.0.1";
  const server = createServer((request, response) => void room.receive(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, address, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${address}:${String(port)}`,
    port,
    requests: room.requests,
    get looks() {
      return room.requests.filter(({ path, images }) => path === "/api/chat" && images.length > 0);
    },
    imageCounts: () => room.imageCounts(),
    forget: () => room.forget(),
    setFaults: (plan) => room.setFaults(plan),
    setModels: (models) => room.setModels(models),
    hold: (which) => room.hold(which),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function runAlone(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "11434" },
      era: { type: "string", default: "new" },
      latency: { type: "string", default: "400" },
    },
  });
  const standIn = await startOllamaStandIn({
    port: Number(values.port),
    era: values.era === "old" ? "old" : "new",
    latencyMs: Number(values.latency),
  });
  const models = usualModels.map((model) => `${model.name} (${digestOf(model).slice(0, 8)})`).join(", ");
  process.stdout.write(`The Ollama stand-in listens at ${standIn.url} with ${models}. Ctrl+C ends it.\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runAlone();
