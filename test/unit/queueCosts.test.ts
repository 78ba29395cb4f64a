/** What the queue costs with 100,000 images waiting, counted and not timed. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TaskQueue } from "../../src/extension/core/queue/taskQueue.ts";
import { Tasks } from "../../src/extension/core/queue/tasks.ts";
import { writeQueue } from "../../src/extension/core/queueSnapshot.ts";
import { QueueNodes } from "../../src/extension/core/views/queueNodes.ts";
import { imageOf } from "../fakes/taggingWorld.ts";
import { passesOver } from "../fixtures/countedPasses.ts";

const many = 100_000;
const ids = Array.from({ length: many }, (_, index) => `${index}.jpg`);

/** A queue in which all of them wait, and how often it looked an image up since. */
function fullQueue() {
  const asked = { images: 0, times: 0 };
  const clock = { now: () => (asked.times++, 1_000), sleep: async () => undefined };
  const image = (id: string) => {
    asked.images++;
    return imageOf(id);
  };
  const queue = new TaskQueue({ clock, image });
  const nodes = new QueueNodes(queue, image);
  return { queue, nodes, asked };
}

describe("with 100,000 images", () => {
  test("the counter of passes sees what goes over a long list, and leaves the language as it was", () => {
    const list = [...ids];
    const map = new Map(ids.map((id) => [id, id]));
    const before = Array.prototype.slice;
    const passes = passesOver(() => {
      list.slice(1);
      for (const entry of map) if (entry) break;
      [1, 2, 3].map(String);
    });
    assert.equal(passes, 2);
    assert.equal(Array.prototype.slice, before);
  });

  test("adding goes over them once or twice and looks no image up", () => {
    const { queue, asked } = fullQueue();
    const passes = passesOver(() => queue.add(ids, { again: false }));
    assert.ok(passes <= 2, `${passes} passes`);
    assert.equal(asked.images, 0);
    assert.ok(asked.times <= 2, `the clock was asked ${asked.times} times`);
    queue.dispose();
  });

  test("taking one after the other, putting back, bringing forward and removing single ones go over nothing", () => {
    const tasks = new Tasks();
    for (const id of ids) tasks.add(id, false, 0);
    const taken: string[] = [];
    const passes = passesOver(() => {
      for (let round = 0; round < 5_000; round++) {
        const task = tasks.take(0);
        assert.ok(task && "id" in task);
        taken.push(task.id);
        if (round % 3 === 0) tasks.putBack(task);
        if (round % 5 === 0) tasks.prioritise([`${many - 1 - round}.jpg`]);
        if (round % 7 === 0) tasks.remove([`${many / 2 + round}.jpg`]);
      }
    });
    assert.equal(passes, 0);
    assert.equal(taken.length, 5_000);
  });

  test("images of a busy folder, all put off, are asked for again without going over them", () => {
    const tasks = new Tasks();
    for (const id of ids) tasks.add(id, false, 0);
    const passes = passesOver(() => {
      for (let round = 0; round < 5_000; round++) {
        const task = tasks.take(0);
        assert.ok(task && "id" in task);
        task.notBeforeMs = 3_000;
        tasks.putBack(task);
      }
    });
    assert.equal(passes, 0);
    assert.equal(tasks.size, many);
  });

  test("the status goes over nothing, however often it is asked for", () => {
    const { queue, asked } = fullQueue();
    queue.add(ids, { again: false });
    asked.times = 0;
    const passes = passesOver(() => {
      for (let round = 0; round < 100; round++) assert.equal(queue.status().pending, many);
    });
    assert.deepEqual([passes, asked.images, asked.times], [0, 0, 100]);
    queue.dispose();
  });

  test("a snapshot goes over them once, and its file is made in a few passes", () => {
    const { queue } = fullQueue();
    queue.add(ids, { again: false });
    let tasks: ReturnType<TaskQueue["snapshot"]> = [];
    // each is copied once out of the line, and once into what is kept with those at work
    assert.ok(passesOver(() => (tasks = queue.snapshot())) <= 1);
    assert.equal(tasks.length, many);
    const history = queue.history.snapshot();
    const passes = passesOver(() => writeQueue({ wasRunning: true, tasks, history }));
    assert.ok(passes <= 3, `${passes} passes`);
    queue.dispose();
  });

  test("the tree looks up only the images that it shows", () => {
    const { queue, nodes, asked } = fullQueue();
    queue.add(ids, { again: false });
    let shown = 0;
    const passes = passesOver(() => {
      nodes.roots();
      nodes.changed();
      shown = nodes.children("waiting").length;
    });
    assert.deepEqual([passes, shown], [0, 101]);
    assert.equal(asked.images, 200, "once for its path and once for its place on the disk");
    queue.dispose();
  });
});
