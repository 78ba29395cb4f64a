/** The images that are being made ready or looked at, and how far each of them is. */
import { steps, type LookPhase, type QueueStatus, type Step, type TaskView } from "../../../shared/model.ts";
import type { ImageRef } from "../ports.ts";
import type { SavedTask } from "../queueSnapshot.ts";
import type { Task } from "./tasks.ts";

/** One image at work. */
interface Work {
  readonly task: Task;
  /** What its views say of it from the beginning to the end; started, once the engine has it. */
  origin: Pick<TaskView, "id" | "path" | "again" | "waitingSinceMs" | "startedAtMs">;
  step: Step;
  progress: number;
  /** Until the first words of the answer come. */
  phase?: LookPhase;
}

/** All images at work, in the order in which they were begun. */
export class AtWork {
  readonly #works = new Map<string, Work>();
  #revision = 0;

  /** Grows when an image comes or goes, not with its progress. */
  get revision(): number {
    return this.#revision;
  }

  get size(): number {
    return this.#works.size;
  }

  get(id: string): Work | undefined {
    return this.#works.get(id);
  }

  /** Its progress goes on where it was broken off: it never goes back. */
  begin(image: ImageRef, task: Task): void {
    const progress = task.reached;
    const step = steps[Math.min(steps.length - 1, Math.floor(progress * steps.length))] ?? "description";
    const { id, path } = image;
    const origin = { id, path, again: task.again, waitingSinceMs: task.sinceMs };
    this.#works.set(id, { task, origin, step, progress });
    this.#revision++;
  }

  /** The engine has it now: it looks, or has its model loaded first, which it tells itself. */
  looking(id: string, startedAtMs: number): void {
    const work = this.#works.get(id);
    if (!work) return;
    work.origin = { ...work.origin, startedAtMs };
    work.phase = "looking";
  }

  /** Answers whether this was news. */
  progressed(id: string, step: Step, progress: number): boolean {
    const work = this.#works.get(id);
    if (!work || progress <= work.progress) return false;
    work.step = step;
    work.progress = work.task.reached = progress;
    delete work.phase;
    return true;
  }

  /** Answers whether this was news. */
  entered(id: string, phase: LookPhase): boolean {
    const work = this.#works.get(id);
    if (!work || work.phase === phase) return false;
    work.phase = phase;
    return true;
  }

  end(id: string): Work | undefined {
    const work = this.#works.get(id);
    if (work) this.#revision++;
    this.#works.delete(id);
    return work;
  }

  clear(): void {
    if (this.#works.size > 0) this.#revision++;
    this.#works.clear();
  }

  snapshot(): readonly SavedTask[] {
    return Array.from(this.#works.values(), ({ task: { id, again, sinceMs } }) => ({ id, again, sinceMs }));
  }

  /** As the status tells it. */
  current(): QueueStatus["current"] {
    return Array.from(this.#works.values(), ({ origin: { id, path }, step, progress, phase }) => ({
      id,
      path,
      step,
      progress,
      ...(phase ? { phase } : {}),
    }));
  }

  /** As the list of tasks tells it; `made` is who works. */
  views(made: Pick<TaskView, "engine" | "model">): readonly TaskView[] {
    return Array.from(this.#works.values(), ({ origin, step, progress, phase }) => ({
      ...origin,
      key: origin.id,
      state: "processing",
      step,
      progress,
      ...(phase ? { phase } : {}),
      ...made,
    }));
  }
}
