/**
 * `npm run test:ollama [-- model …] [--images N]`: tries real vision models at OLLAMA_HOST: a known picture, the engine's
 * contract, and samples of the gallery; ends with a table. Exit code 0 where all is well, 1 where not, 2 where nothing could be tried.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { needModernNode, root } from "./run.mjs";

needModernNode();
const { runCounted } = await import("./nodeTests.mjs");
const { drawSamples } = await import("../samples/drawSamples.ts");
const { normaliseHost } = await import("../src/extension/adapters/ollama/host.ts");
const { ollamaEngine } = await import("../src/extension/adapters/ollama/ollamaEngine.ts");
const { OllamaModels } = await import("../src/extension/adapters/ollama/ollamaModels.ts");
const { systemClock } = await import("../src/extension/adapters/storage/systemClock.ts");
const { findModel } = await import("../src/extension/core/tagging/modelChoice.ts");
const { probeEngine } = await import("../src/extension/core/tagging/probe.ts");
const { shownHost } = await import("../src/extension/core/tagging/hosts.ts");
const { roomImages } = await import("../src/extension/native/roomImages.ts");
const { Room } = await import("../src/extension/native/rooms.ts");
const { failureOf } = await import("../src/shared/failures.ts");
const { steps } = await import("../src/shared/model.ts");

const signal = new AbortController().signal;
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: console.error };
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** Ends where nothing can be tried. */
function giveUp(sentence) {
  console.error(sentence);
  process.exit(2);
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      options: { images: { type: "string", default: "8" } },
      allowPositionals: true,
    });
    const images = Number(values.images);
    if (Number.isInteger(images) && images > 0) return { images, names: positionals };
    return giveUp("--images wants a whole number above 0.");
  } catch (error) {
    return giveUp(error.message);
  }
}

function hostToTry() {
  try {
    return normaliseHost(process.env["OLLAMA_HOST"] ?? "");
  } catch (error) {
    return giveUp(error.message);
  }
}

/** The named models, or all that the server says can see and that run on that machine. */
async function modelsToTry(host, names) {
  const found = await new OllamaModels(host).find(signal);
  if ("failure" in found) return giveUp(`No Ollama answers, so no model was tried. ${found.failure.message}`);
  console.log(`Ollama ${found.version} at ${shownHost(host)}`);
  const missing = names.filter((name) => !findModel(found.models, name));
  if (missing.length > 0) giveUp(`Not installed there: ${missing.join(", ")}.`);
  if (names.length > 0) return names;
  const sees = ({ capabilities, isCloud }) => !isCloud && capabilities?.includes("vision");
  const models = found.models.filter(sees).map(({ name }) => name);
  if (models.length === 0) giveUp("It holds no vision model, so none was tried. Get one with: ollama pull qwen3.5:4b");
  const others = found.models.filter((model) => !sees(model)).map(({ name }) => name);
  if (others.length > 0) console.log(`Not tried, name them to try them all the same: ${others.join(", ")}`);
  return models;
}

/** The suite that every engine must pass, in a process of its own, on this server and model. */
function runContract(host, model) {
  const file = "test/contracts/ollamaEngine.test.ts";
  const reporter = ["--test-reporter=./scripts/counts.mjs", "--test-reporter-destination=stdout"];
  process.env["IMAGE_TAGGER_TRY_OLLAMA"] = JSON.stringify({ host, model });
  return runCounted([process.execPath, "--test", ...reporter, file], { cwd: root });
}

/** Looks at every sample; a failure is one answer less that is valid. */
async function lookAtSamples(host, model, images, files) {
  const looks = [];
  const tokens = [];
  const failures = [];
  const engine = ollamaEngine({ host, model, images, clock: systemClock, onTokens: (count) => tokens.push(count) });
  for (const file of files) {
    const request = { file, path: path.basename(file), steps, known: {} };
    const answer = {};
    try {
      const prepared = await engine.prepare(request, signal);
      const startMs = performance.now();
      await engine.look(request, prepared, (event) => Object.assign(answer, event.answer), signal);
      looks.push({ seconds: (performance.now() - startMs) / 1000, tags: answer.tags?.length ?? 0 });
    } catch (thrown) {
      failures.push(`${path.basename(file)}: ${failureOf(thrown).message}`);
    }
  }
  return { looks, tokens, failures };
}

async function tryModel(host, model, images, files) {
  console.log(`\n── ${model}`);
  const verdict = await probeEngine(ollamaEngine({ host, model, images, clock: systemClock }), signal);
  console.log(`test picture: ${verdict.kind}, ${verdict.message}`);
  const row = {
    model,
    "test picture": verdict.kind,
    contract: "-",
    valid: "-",
    tags: "-",
    "s/image": "-",
    tokens: "-",
  };
  if (verdict.kind === "refused") return { row, isGood: false };
  const contract = await runContract(host, model);
  row.contract = `${contract.passed} of ${contract.passed + contract.failed}`;
  if (contract.failed > 0) console.log(contract.output.trim());
  const { looks, tokens, failures } = await lookAtSamples(host, model, images, files);
  for (const failure of failures) console.log(failure);
  row.valid = `${looks.length} of ${files.length}`;
  if (looks.length > 0) {
    row.tags = mean(looks.map(({ tags }) => tags)).toFixed(1);
    row["s/image"] = median(looks.map(({ seconds }) => seconds)).toFixed(1);
  }
  const known = tokens.filter(({ asked, answered }) => asked > 0 && answered > 0);
  if (known.length > 0)
    row.tokens = `${median(known.map(({ asked }) => asked))} in, ${median(known.map(({ answered }) => answered))} out`;
  return { row, isGood: verdict.kind === "good" && contract.failed === 0 && failures.length === 0 };
}

function printTable(rows) {
  const names = Object.keys(rows[0]);
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => row[name].length)));
  const line = (cells) =>
    console.log(
      cells
        .map((cell, at) => cell.padEnd(widths[at]))
        .join("  ")
        .trimEnd(),
    );
  console.log("");
  line(names);
  for (const row of rows) line(names.map((name) => row[name]));
}

const { images: count, names } = readArguments();
const host = hostToTry();
const models = await modelsToTry(host, names);
const folder = mkdtempSync(path.join(tmpdir(), "test-ollama-"));
const room = new Room({ entry: path.join(root, "src/extension/native/room.ts"), kind: "images", log: quiet });
try {
  const all = (await drawSamples(folder)).files;
  // spread over the gallery, whose folders hold one kind each
  const files = all.filter(
    (_, at) => Math.floor((at * count) / all.length) !== Math.floor(((at - 1) * count) / all.length),
  );
  const outcomes = [];
  for (const model of models) outcomes.push(await tryModel(host, model, roomImages(room), files));
  printTable(outcomes.map(({ row }) => row));
  if (outcomes.some(({ isGood }) => !isGood)) process.exitCode = 1;
} finally {
  await room.close();
  rmSync(folder, { recursive: true, force: true });
}
