/** Starts, stops and goes on with the tagging, asks what must be asked before, and says what came of it. */
import * as vscode from "vscode";
import { ExpectedError, failureOf, isAbort } from "../../shared/failures.ts";
import { JobTally } from "../core/jobTally.ts";
import type { Engine, ImageRef, LibraryFolder } from "../core/ports.ts";
import type { RunEnd } from "../core/queue/queueRun.ts";
import { failedAmong } from "../core/queue/pauses.ts";
import { isDone } from "../core/library.ts";
import { patienceMs } from "../core/remedies.ts";
import type { EngineDecision } from "../core/tagging/chooseEngine.ts";
import type { ModelNotes } from "../core/tagging/modelNotes.ts";
import type { Consent } from "./consent.ts";
import type { EngineKeeper } from "./engineKeeper.ts";
import type { Idle } from "./idle.ts";
import type { LibraryKeeper } from "./libraryKeeper.ts";
import { ask, offer, tell } from "./messages.ts";
import type { OllamaStarter } from "./ollamaStarter.ts";
import type { Outside } from "./outside.ts";
import type { QueueKeeper } from "./queueKeeper.ts";
import { askRecordPlace } from "./recordPlaceQuestion.ts";
import { RemedyMessages, type RemedyActions } from "./remedyMessages.ts";
import { engineSettings } from "./settings.ts";

/** What tagging works with. */
export interface TaggingParts {
  readonly outside: Outside;
  readonly library: LibraryKeeper;
  readonly engines: EngineKeeper;
  readonly starter: OllamaStarter;
  readonly notes: ModelNotes;
  readonly consent: Consent;
  readonly queueKeeper: QueueKeeper;
  readonly idle: Idle;
  readonly memory: vscode.Memento;
}

type UsableDecision = Exclude<EngineDecision, { engine: "none" }>;

/** What a person asked for: which images, and whether their records count. */
interface Wish {
  readonly idsFor: (decision: UsableDecision) => readonly string[];
  readonly again: boolean;
  /** Before all that waits: it was asked for by name. */
  readonly first?: true;
  /** Said where there are no such images. */
  readonly nothing?: string;
}

/** The only one who adds to the queue and starts it. */
export class Tagging implements vscode.Disposable {
  readonly #parts: TaggingParts;
  readonly #messages: RemedyMessages;
  readonly #stopListening: () => void;
  readonly #stop = new AbortController();
  #isAsking = false;
  /** What no engine could begin with: a message's buttons take it up again. */
  #unmet: Wish | undefined;

  constructor(parts: TaggingParts) {
    this.#parts = parts;
    const { starter } = parts;
    const actions: RemedyActions = {
      startOllama: () => this.#attempt(() => this.#startOllama()),
      tryAgain: () => this.#attempt(() => this.#tryAgain(undefined)),
      useBuiltin: () => this.#attempt(() => this.#tryAgain("builtin")),
      // the model that the settings name is got at once; where they name none, the menu recommends some
      pullModel: () => this.#attempt(() => this.#chooseEngine(modelToGet())),
      chooseEngine: () => this.#attempt(() => this.#chooseEngine(undefined)),
      runDoctor: () => vscode.commands.executeCommand("imageTagger.doctor"),
      showLog: () => parts.outside.log.show(),
    };
    this.#messages = new RemedyMessages(actions, () => starter.canStart());
    this.#stopListening = parts.outside.workshop.queue.onStatus((status) => {
      if (status.state === "paused" && status.pausedBy) this.#messages.say(status.pausedBy);
      else if (status.state === "running") this.#messages.clear();
    });
  }

  /** Tags what plain tagging takes, in one folder and below or everywhere. */
  async tagWithin(folder: LibraryFolder | undefined, under: string): Promise<void> {
    const within = folder ? { folderKey: folder.key, under } : undefined;
    const idsFor = ({ engine }: UsableDecision) => this.#parts.outside.workshop.idsToTag(engine, within);
    await this.#begin({ idsFor, again: false });
  }

  /** Tags these images; with `again` whatever their records say. */
  async tagImages(images: readonly ImageRef[], again: boolean): Promise<void> {
    const { library } = this.#parts.outside.workshop;
    const all = images.map(({ id }) => id);
    const isTagged = (id: string): boolean => {
      const row = library.get(id);
      return row !== undefined && isDone(row.state) && row.by !== "builtin";
    };
    if (!again && all.length > 0 && all.every(isTagged)) {
      const tagAgain = vscode.l10n.t("Tag Again");
      const sentence =
        all.length === 1
          ? vscode.l10n.t("This image is tagged already.")
          : vscode.l10n.t("These {0} images are tagged already.", all.length);
      if ((await ask("info", sentence, tagAgain)) !== tagAgain) return;
      return this.tagImages(images, true);
    }
    await this.#begin({ idsFor: () => all, again, first: true });
  }

  /** Tags again what another engine, model, prompt or vocabulary would write differently; only a machine's part changes. */
  async tagStale(): Promise<void> {
    const { workshop } = this.#parts.outside;
    const nothing = vscode.l10n.t("No record is stale: the machine's part of all is up to date.");
    await this.#begin({ idsFor: () => workshop.staleIds(), again: true, nothing });
  }

  /** Brings those of these images that wait to the front. */
  bringFirst(images: readonly ImageRef[]): void {
    if (images.length === 0 || this.#queue.prioritise(images.map(({ id }) => id)) > 0) return;
    tell("info", vscode.l10n.t("None of these images waits in the queue."));
  }

  /** Ends the work in flight; what waits stays in the queue. */
  async stop(): Promise<void> {
    await this.#queue.stop();
    await this.#parts.queueKeeper.save(false);
  }

  /** Goes on with what waits. */
  async resume(): Promise<void> {
    if (this.#queue.status().pending > 0) await this.#begin({ idsFor: () => [], again: false });
  }

  /** Tries again what failed, but for files that cannot be decoded, which stay as they are. */
  async retryFailed(): Promise<void> {
    await this.#parts.library.start();
    const { library } = this.#parts.outside.workshop;
    const { failed, worthIt } = failedAmong(library.inOrder(), (id) => library.get(id));
    if (worthIt.length === 0) {
      tell(
        "info",
        failed.length === 0
          ? vscode.l10n.t("No image has failed.")
          : vscode.l10n.t("The failed images cannot be decoded. Trying again is no use until the files change."),
      );
      return;
    }
    await this.#begin({ idsFor: () => worthIt, again: false });
  }

  async clear(): Promise<void> {
    this.#queue.clear();
    await this.#parts.queueKeeper.save(this.#queue.isRunning);
  }

  /** Puts back what waited when the window was closed, and goes on if the work was under way and nothing has to be asked. */
  async restore(): Promise<void> {
    const saved = await this.#parts.queueKeeper.load();
    if (saved.tasks.length === 0) return;
    const { library } = this.#parts.outside.workshop;
    const known = saved.tasks.filter(({ id }) => library.get(id) !== undefined);
    this.#queue.restore(known);
    if (!saved.wasRunning || known.length === 0 || !vscode.workspace.isTrusted) return;
    this.#parts.outside.log.info(`Going on with ${known.length} images that were waiting.`);
    const decision = await this.#parts.engines.decide(this.#stop.signal);
    if (decision.engine === "none") return this.#messages.say(decision.failure);
    if (!this.#parts.consent.isGivenFor(decision, this.#parts.engines.hostsOf(decision))) return;
    // VS Code may ask whether we may use its models, which it does only when a person did something
    if (decision.engine === "vscode") return;
    this.#run(decision);
  }

  dispose(): void {
    this.#stop.abort();
    this.#stopListening();
  }

  get #queue() {
    return this.#parts.outside.workshop.queue;
  }

  /** Everything before the first picture: trust, folders, engine, consent, place. A second call while one asks does nothing. */
  async #begin(wish: Wish, decided?: UsableDecision): Promise<void> {
    const { outside, library, engines, consent, memory } = this.#parts;
    if (!vscode.workspace.isTrusted)
      throw new ExpectedError("notTrusted", vscode.l10n.t("Trust this workspace to tag images in it."));
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      await library.start();
      const decision = decided ?? (await engines.decide(this.#stop.signal));
      this.#unmet = decision.engine === "none" ? wish : undefined;
      if (decision.engine === "none") {
        this.#messages.clear();
        return this.#messages.say(decision.failure);
      }
      const ids = wish.idsFor(decision);
      if (ids.length === 0 && this.#queue.status().pending === 0) return this.#sayNothingToDo(wish.nothing);
      if (!(await consent.ask(decision, engines.hostsOf(decision)))) return;
      if (!(await askRecordPlace(outside, memory))) return;
      this.#queue.add(ids, wish);
      this.#run(decision);
    } finally {
      this.#isAsking = false;
    }
  }

  #run(decision: UsableDecision): void {
    if (this.#queue.isRunning) return; // what was added is taken by the run that goes on
    const { outside, engines, idle, queueKeeper } = this.#parts;
    const engine: Engine = engines.make(decision);
    const tally = new JobTally(Date.now());
    const stopCounting = this.#queue.onTask((event) => {
      if (event.type === "ended") tally.take(event.outcome);
    });
    outside.log.info(`Tagging ${this.#queue.status().pending} images with ${engine.kind} ${engine.model}.`);
    this.#attempt(async () => {
      try {
        const end = await outside.workshop.run(engine, ({ reason }) => patienceMs(reason));
        await queueKeeper.save(false);
        this.#ended(end, tally);
      } finally {
        stopCounting();
        this.#parts.notes.save();
        idle.soon();
      }
    });
  }

  #ended(end: RunEnd, tally: JobTally): void {
    const { log } = this.#parts.outside;
    log.info(`Tagging ended (${end.kind}): ${tally.completed} done, ${tally.failed} failed.`);
    if (end.kind === "gaveUp") return this.#messages.say(end.failure);
    if (end.kind === "stopped" || !tally.isWorthAWord(Date.now())) return;
    const sentence =
      tally.failed === 0
        ? vscode.l10n.t("{0} images were tagged.", tally.completed)
        : vscode.l10n.t("{0} images were tagged, {1} failed.", tally.completed, tally.failed);
    const run = (command: string) => (): unknown => vscode.commands.executeCommand(`imageTagger.${command}`);
    offer("info", sentence, {
      [vscode.l10n.t("Open Library")]: run("openLibrary"),
      ...(tally.failed > 0 ? { [vscode.l10n.t("Show Failures")]: run("showFailures") } : {}),
    });
  }

  async #tryAgain(engine: "builtin" | undefined): Promise<void> {
    await this.#queue.stop();
    const decided: UsableDecision | undefined = engine && { engine, reason: "" };
    // where nothing could begin the queue is empty: what was asked for is asked for again
    if (this.#unmet) return this.#begin(this.#unmet, decided);
    if (!decided) return this.resume();
    this.#run(decided);
  }

  async #startOllama(): Promise<void> {
    await this.#parts.starter.start();
    await this.#tryAgain(undefined);
  }

  /** With another engine or with the model that was missing, what waited for it goes on by itself. */
  async #chooseEngine(missingModel: string | undefined): Promise<void> {
    const isChosen: unknown = await vscode.commands.executeCommand("imageTagger.chooseEngine", missingModel);
    if (isChosen === true) await this.#tryAgain(undefined);
  }

  /** Runs something for which nobody waits; its failure is said. */
  #attempt(work: () => Promise<void>): void {
    work().catch((thrown: unknown) => {
      if (isAbort(thrown)) return;
      this.#parts.outside.log.error("An action failed.", thrown);
      tell("error", failureOf(thrown).message);
    });
  }

  #sayNothingToDo(nothing = vscode.l10n.t("There is nothing to tag: all images here have their records.")): void {
    const { library } = this.#parts.outside.workshop;
    const sentence = library.size === 0 ? vscode.l10n.t("No images were found here.") : nothing;
    tell("info", sentence);
  }
}

/** The model that the settings name, where it is one that can be got. */
function modelToGet(): string | undefined {
  const { engine, model } = engineSettings();
  return (engine === "auto" || engine === "ollama") && model !== "" ? model : undefined;
}
