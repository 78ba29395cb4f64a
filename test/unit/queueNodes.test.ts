/** The Queue view's tree: groups, pages, what is drawn anew, and the tasks that a command is about. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  failuresAsText,
  isQueueNode,
  QueueNodes,
  tasksOf,
  type QueueNode,
} from "../../src/extension/core/views/queueNodes.ts";
import type { TaskView } from "../../src/shared/model.ts";
import { ExpectedError } from "../../src/shared/failures.ts";
import { fakeWorld, imageOf } from "../fakes/taggingWorld.ts";

const forever = (): number => Infinity;
const named = (nodes: readonly QueueNode[] | "all"): unknown =>
  nodes === "all" ? nodes : nodes.map((node) => (node.kind === "task" ? node.task.id : `${node.kind} ${node.group}`));

function worldWithNodes(count: number, faults: Parameters<typeof fakeWorld>[1] = {}) {
  const world = fakeWorld(count, faults);
  const nodes = new QueueNodes(world.queue, (id) => (world.gone.has(id) ? undefined : imageOf(id)));
  return { ...world, nodes };
}

describe("the tree of the queue", () => {
  test("has only groups that hold something, each with all of its tasks counted", async () => {
    const { queue, nodes, parts } = worldWithNodes(3, {
      fault: (path) => (path === "1.jpg" ? new ExpectedError("answerInvalid", "no JSON") : undefined),
    });
    assert.deepEqual(named(nodes.roots()), ["group waiting"]);
    await queue.start(parts, forever);
    assert.deepEqual(named(nodes.roots()), ["group failed", "group done"]);
    assert.deepEqual([nodes.count("failed"), nodes.count("done")], [1, 2]);
    assert.deepEqual(named(nodes.children("failed")), ["1.jpg"]);
    assert.deepEqual(named(nodes.children("done")), ["2.jpg", "0.jpg"]);
  });

  test("shows a large group by pages", () => {
    const { queue, nodes } = worldWithNodes(1_000);
    const shown = (): readonly [number, unknown] => {
      const children = nodes.children("waiting");
      const last = children.at(-1);
      return [children.length, last?.kind === "more" ? last.left : "whole"];
    };
    assert.deepEqual(shown(), [101, 900]);
    assert.equal(nodes.showMore("waiting"), nodes.roots()[0], "the same node is drawn anew");
    assert.deepEqual(shown(), [601, 400]);
    nodes.showMore("waiting");
    assert.deepEqual(shown(), [1_000, "whole"]);
    queue.dispose();
  });

  test("says of what is kept no longer only how many there were", () => {
    const { queue, nodes } = worldWithNodes(0);
    const times = { waitingSinceMs: 1, startedAtMs: 1, endedAtMs: 2 };
    const one = { id: "a", path: "a", state: "completed" as const, again: false, ...times };
    queue.restoreHistory({ ended: [one], dropped: 40 });
    assert.equal(nodes.count("done"), 41);
    assert.deepEqual(nodes.children("done").at(-1), { kind: "more", group: "done", left: 40, canShow: false });
    queue.dispose();
  });

  test("leaves out what left the library while it waited, and lists what ended of it without its image", async () => {
    const world = worldWithNodes(3);
    world.gone.add("1.jpg");
    assert.deepEqual(named(world.nodes.children("waiting")), ["0.jpg", "2.jpg", "more waiting"]);
    await world.queue.start(world.parts, forever);
    world.gone.add("0.jpg");
    const [, first] = world.nodes.children("done");
    assert.ok(first?.kind === "task" && first.image === undefined && first.task.path === "0.jpg");
  });

  test("is drawn anew as a whole when a group comes or goes, else only where it changed", async () => {
    const { queue, nodes, parts, reached } = worldWithNodes(9, { hangAfter: "description" });
    assert.equal(nodes.changed(), "all");
    assert.deepEqual(nodes.changed(), []);
    queue.prioritise(["8.jpg"]);
    assert.deepEqual(named(nodes.changed()), ["group waiting"]);
    const running = queue.start(parts, forever);
    await reached("8.jpg description");
    assert.equal(nodes.changed(), "all");
    const children = nodes.children("running");
    assert.deepEqual(named(nodes.changed()), named(children), "of those at work only themselves");
    const [at] = nodes.changed();
    assert.equal(at, children[0], "the same nodes, by which the editor knows what to draw");
    assert.ok(typeof at === "object" && at.kind === "task" && (at.task.progress ?? 0) > 0.3);
    await queue.stop();
    await running;
    assert.equal(nodes.changed(), "all");
    queue.clear();
    assert.equal(nodes.changed(), "all");
  });

  test("shows the first page again when a group had been empty", () => {
    const { queue, nodes } = worldWithNodes(300);
    nodes.changed();
    nodes.showMore("waiting");
    assert.equal(nodes.children("waiting").length, 300);
    queue.clear();
    nodes.changed();
    queue.add(
      Array.from({ length: 300 }, (_, index) => `n${index}`),
      { again: false },
    );
    nodes.changed();
    assert.equal(nodes.children("waiting").length, 101);
    queue.dispose();
  });
});

describe("the tasks of a command", () => {
  const node = (group: "waiting" | "failed", id: string): QueueNode => ({
    kind: "task",
    group,
    image: imageOf(id),
    task: { key: id, id, path: id, state: "pending", again: false, waitingSinceMs: 1 },
  });

  test("are all chosen ones of the group if the clicked one is among them, else the clicked one", () => {
    const [a, b, c] = [node("waiting", "a"), node("waiting", "b"), node("failed", "c")];
    const idsOf = (clicked: unknown, chosen: unknown) => tasksOf(clicked, chosen).map(({ task }) => task.id);
    assert.deepEqual(idsOf(a, [a, b, c]), ["a", "b"]);
    assert.deepEqual(idsOf(a, [b, c]), ["a"]);
    assert.deepEqual(idsOf(a, undefined), ["a"]);
    assert.deepEqual(idsOf({ kind: "group", group: "failed" }, [a]), []);
  });

  test("are none of what other views hand over", () => {
    for (const value of [undefined, null, "waiting", {}, { kind: "image", folderKey: "K", path: "a" }])
      assert.equal(isQueueNode(value), false);
  });
});

test("failures are copied as lines of path, reason and message in which nothing breaks a line or begins a formula", () => {
  const task = (path: string, message: string): TaskView => ({
    key: path,
    id: path,
    path,
    state: "failed",
    again: false,
    waitingSinceMs: 1,
    failure: { reason: "answerInvalid", message },
  });
  const text = failuresAsText(
    [task("a\tb\n.jpg", "The answer\r\nwas no JSON."), task("x.jpg", "=1+1 is not there any more.")],
    ({ path }) => `/pictures/${path}`,
  );
  assert.deepEqual(text.split("\n"), [
    "/pictures/a b .jpg\tanswerInvalid\tThe answer was no JSON.",
    "/pictures/x.jpg\tanswerInvalid\t'=1+1 is not there any more.",
  ]);
});
