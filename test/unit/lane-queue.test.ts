// What waits for a lane: in which order it is taken, and how much may wait.
import { describe, expect, it } from "vitest";
import type { Order } from "../../src/commission/engine/order.ts";
import {
  CHUNK,
  MAX_WAIT_MS,
  type Priority,
  Queue,
} from "../../src/commission/orders/lane/queue.ts";

const order = (ref: string): Order => ({
  ref,
  occurredAt: 0,
  seller: "A",
  product: "P",
  quantity: 1n,
  unitPriceMinor: 1n,
});

function filled(waiting: readonly [Priority, string, number?][]): Queue {
  const queue = new Queue();
  for (const [priority, ref, count = 1] of waiting) {
    const inputs = Array.from({ length: count }, (_, n) => order(`${ref}${count > 1 ? n : ""}`));
    queue.add({ inputs, resolve: () => {}, reject: () => {} }, priority);
  }
  return queue;
}

/** The refs that each chunk begins with, and how many inputs it has. */
function chunksOf(queue: Queue): string[] {
  const chunks: string[] = [];
  for (let chunk = queue.take(); chunk !== undefined; chunk = queue.take()) {
    const inputs = chunk.submissions.flatMap((one) => one.inputs);
    chunks.push(`${chunk.priority} ${inputs[0]!.ref} ${inputs.length}`);
  }
  return chunks;
}

describe("the queue of a lane", () => {
  it("puts live submissions together, and takes a file chunk by chunk", () => {
    const live = filled([
      ["LIVE", "a"],
      ["LIVE", "b"],
      ["LIVE", "c"],
    ]);
    expect(chunksOf(live)).toEqual(["LIVE a 3"]);
    expect(
      chunksOf(
        filled([
          ["FILE", "a"],
          ["FILE", "b"],
        ]),
      ),
    ).toEqual(["FILE a 1", "FILE b 1"]);
  });

  it("lets files and live inputs take turns, live ones first", () => {
    const queue = filled([
      ["FILE", "f", CHUNK],
      ["FILE", "g", CHUNK],
      ["LIVE", "a"],
      ["LIVE", "b", CHUNK],
    ]);
    expect(chunksOf(queue)).toEqual([
      "LIVE a 1",
      `FILE f0 ${CHUNK}`,
      `LIVE b0 ${CHUNK}`,
      `FILE g0 ${CHUNK}`,
    ]);
    expect(queue.isEmpty).toBe(true);
  });

  it("takes a submission whole, however large, and keeps the order of each kind", () => {
    const queue = filled([
      ["LIVE", "a", 3 * CHUNK],
      ["LIVE", "b"],
      ["LIVE", "c", CHUNK - 1],
    ]);
    expect(chunksOf(queue)).toEqual([`LIVE a0 ${3 * CHUNK}`, `LIVE b ${CHUNK}`]);
  });

  it("refuses what would wait behind 50,000 inputs, and takes it again when there is room", () => {
    const queue = filled(
      Array.from({ length: 50_000 / CHUNK }, (_, n) => ["FILE", `f${n}-`, CHUNK]),
    );
    const one = { inputs: [order("late")], resolve: () => {}, reject: () => {} };
    expect(() => queue.add(one, "LIVE")).toThrow(expect.objectContaining({ code: "BUSY" }));
    queue.take();
    queue.add(one, "LIVE");
    expect(queue.take()).toMatchObject({ priority: "LIVE", submissions: [one] });
  });

  it("refuses live inputs that would wait for more than 2 s at the speed at which others are taken", () => {
    let nowMs = 0;
    const queue = new Queue(() => nowMs);
    const add = () => {
      const inputs = Array.from({ length: CHUNK }, (_, n) => order(`x${n}`));
      queue.add({ inputs, resolve: () => {}, reject: () => {} }, "LIVE");
    };
    // Three come while one is taken, each 250 in 250 ms: none has waited for 2 s when it is enough.
    const flood = () => {
      for (; ; nowMs += CHUNK, queue.take()) for (let n = 0; n < 3; n += 1) add();
    };
    expect(flood).toThrow(expect.objectContaining({ code: "BUSY", retryAfter: 3 }));
    expect(nowMs).toBeLessThan(MAX_WAIT_MS);
    expect(queue.size).toBeLessThanOrEqual(MAX_WAIT_MS + 3 * CHUNK);
    // It is taken again as soon as less waits, and nothing is remembered of a crowd that is gone.
    for (let n = 0; n < 2; n += 1, nowMs += CHUNK) queue.take();
    add();
    while (!queue.isEmpty) queue.take();
    nowMs += 60_000;
    for (let n = 0; n < 20; n += 1) add();
  });

  it("refuses live inputs while one has waited for more than 2 s, and says when to come again", () => {
    let nowMs = 0;
    const queue = new Queue(() => nowMs);
    const add = (priority: Priority) =>
      queue.add({ inputs: [order("x")], resolve: () => {}, reject: () => {} }, priority);
    add("LIVE");
    nowMs = MAX_WAIT_MS;
    add("LIVE");
    nowMs = MAX_WAIT_MS + 1;
    const refused = expect.objectContaining({ code: "BUSY", retryAfter: 3 });
    expect(() => add("LIVE")).toThrow(refused);
    add("FILE");
    queue.take();
    add("LIVE");
    expect(chunksOf(queue)).toEqual(["FILE x 1", "LIVE x 1"]);
  });
});
