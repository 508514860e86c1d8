// Matching a statement with the book (docs/rules.md §7 reconciliation): cases as tables, and what
// holds of any files.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { match as matchInSteps } from "../../src/finance/reconciliation/engine/match.ts";
import type { Line, Matching, Movement } from "../../src/finance/reconciliation/engine/matching.ts";

function match(...args: Parameters<typeof matchInSteps>): Matching {
  const steps = matchInSteps(...args);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const TOLERANCE = { days: 3, amountMinor: 0n };

function line(key: string, text: Partial<Line> = {}): Line {
  const known = { references: [], memo: "", day: "2026-01-15", time: "", feeMinor: null };
  return { key, ...known, amountMinor: 1000n, ...text };
}

function movement(seq: number, text: Partial<Movement> = {}): Movement {
  return {
    seq,
    references: [],
    day: "2026-01-15",
    amountMinor: 1000n,
    feeMinor: 0n,
    byAmount: true,
    ...text,
  };
}

/** A matching in short: pairs as `line=seq`, with `≠` where they differ, `-` by another reference, `:` by memo, `~` by amount. */
function told({
  pairs,
  duplicated,
  missingHere,
  missingThere,
}: Matching): Record<string, string[]> {
  const signs = { REFERENCE: "=", OTHER_REFERENCE: "-", MEMO: ":", AMOUNT: "~" };
  const all = {
    pairs: pairs.map(
      (one) => `${one.line.key}${one.differs ? "≠" : signs[one.by]}${one.movement.seq}`,
    ),
    duplicated: duplicated.map(({ key }) => key),
    here: missingHere.map(({ key }) => key),
    there: missingThere.map(({ seq }) => String(seq)),
  };
  const some = Object.entries(all).filter(([, list]) => list.length > 0);
  return Object.fromEntries(some.map(([what, list]) => [what, list.sort()]));
}

const run = (lines: Line[], movements: Movement[], paired: string[] = [], tolerance = TOLERANCE) =>
  told(match(lines, movements, new Set(paired), tolerance));

describe("§7 a line is matched", () => {
  it.each<[string, Line[], Movement[], Record<string, string[]>]>([
    [
      "by its reference, whatever the day",
      [line("a", { references: ["o-1"], day: "2026-03-01" })],
      [movement(1, { references: ["o-1"] })],
      { pairs: ["a=1"] },
    ],
    [
      "by its reference rather than by amount and day",
      [line("a", { references: ["o-2"] })],
      [
        movement(1, { references: ["o-1"] }),
        movement(2, { references: ["o-2"], day: "2026-01-17" }),
      ],
      { pairs: ["a=2"], there: ["1"] },
    ],
    [
      "by the likelier reference first",
      [
        line("a", { references: ["r-2", "o-1"] }),
        line("b", { references: ["r-1", "o-1"], time: "13:00:00" }),
      ],
      [movement(1, { references: ["r-1", "o-1"] }), movement(2, { references: ["r-2", "o-1"] })],
      { pairs: ["a=2", "b=1"] },
    ],
    [
      "with the one of the same amount among those of one reference",
      [
        line("a", { references: ["o-1"], amountMinor: -300n }),
        line("b", { references: ["o-1"], amountMinor: -500n }),
      ],
      [
        movement(1, { references: ["r-1", "o-1"], amountMinor: -500n }),
        movement(2, { references: ["r-2", "o-1"], amountMinor: -300n }),
      ],
      { pairs: ["a=2", "b=1"] },
    ],
    [
      "with the nearest of one reference",
      [line("a", { references: ["transfer"] })],
      [
        movement(1, { references: ["transfer"], day: "2026-01-10" }),
        movement(2, { references: ["transfer"], day: "2026-01-16" }),
      ],
      { pairs: ["a=2"], there: ["1"] },
    ],
    [
      "never with one of the other direction",
      [line("a", { references: ["o-1"], amountMinor: -1000n })],
      [movement(1, { references: ["o-1"] })],
      { here: ["a"], there: ["1"] },
    ],
    [
      "by a word of its memo",
      [line("a", { memo: "转账/payout p-1/Ltd", amountMinor: -1980n, day: "2026-01-30" })],
      [movement(1, { references: ["p-1"], amountMinor: -1980n })],
      { pairs: ["a:1"] },
    ],
    [
      "not with an order by a word of its memo",
      [line("a", { memo: "在线支付 QB-10" })],
      [movement(1, { references: ["QB-10"], byAmount: false })],
      { here: ["a"], there: ["1"] },
    ],
    [
      "by amount and day, the nearest day first",
      [line("a", { day: "2026-01-17" }), line("b", { day: "2026-01-15" })],
      [movement(1, { day: "2026-01-14" }), movement(2, { day: "2026-01-16" })],
      { pairs: ["a~2", "b~1"] },
    ],
    [
      "by amount within the days that are tolerated",
      [line("a", { day: "2026-01-18" }), line("b", { day: "2026-01-19", amountMinor: 7n })],
      [movement(1), movement(2, { amountMinor: 7n })],
      { pairs: ["a~1"], here: ["b"], there: ["2"] },
    ],
    [
      "not by amount where only a reference tells",
      [line("a", { references: ["x-9"] })],
      [movement(1, { references: ["o-1"], byAmount: false })],
      { here: ["a"], there: ["1"] },
    ],
  ])("%s", (_, lines, movements, expected) => {
    expect(run(lines, movements)).toEqual(expected);
  });

  it.each<[string, Line[], Movement[], Record<string, string[]>]>([
    [
      "a different amount of the same reference",
      [line("a", { references: ["o-1"], amountMinor: 999n })],
      [movement(1, { references: ["o-1"] })],
      { pairs: ["a≠1"] },
    ],
    [
      "a different fee",
      [line("a", { references: ["o-1"], feeMinor: 6n })],
      [movement(1, { references: ["o-1"], feeMinor: 5n })],
      { pairs: ["a≠1"] },
    ],
    [
      "no difference where the other side tells no fee",
      [line("a", { references: ["o-1"] })],
      [movement(1, { references: ["o-1"], feeMinor: 5n })],
      { pairs: ["a=1"] },
    ],
    [
      "the same reference twice",
      [line("a", { references: ["o-1"] }), line("b", { references: ["o-1"], time: "13:00:00" })],
      [movement(1, { references: ["o-1"] })],
      { pairs: ["a=1"], duplicated: ["b"] },
    ],
    [
      "a reference that comes twice, and no other refund of the same order",
      [
        line("a", { references: ["r-1", "o-1"], amountMinor: -5n }),
        line("b", { references: ["r-1", "o-1"], amountMinor: -5n, time: "13:00:00" }),
      ],
      [
        movement(1, { references: ["r-1", "o-1"], amountMinor: -5n }),
        movement(2, { references: ["r-2", "o-1"], amountMinor: -5n }),
      ],
      { pairs: ["a=1"], duplicated: ["b"], there: ["2"] },
    ],
    [
      "a reference that comes twice, and nothing else of the same amount and day",
      [line("a", { references: ["B-1"] }), line("b", { references: ["B-1"], time: "13:00:00" })],
      [movement(1, { references: ["B-1"] }), movement(2, { references: ["B-2"] })],
      { pairs: ["a=1"], duplicated: ["b"], there: ["2"] },
    ],
    [
      "no duplicate where a reference told nothing",
      [
        line("a", { references: ["TRANSFER"] }),
        line("b", { references: ["TRANSFER"], day: "2026-01-17" }),
      ],
      [movement(1)],
      { pairs: ["a~1"], here: ["b"] },
    ],
    [
      "no duplicate where another reference told it",
      [
        line("a", { references: ["TRANSFER", "B-1"] }),
        line("b", { references: ["TRANSFER", "B-2"], time: "13:00:00" }),
      ],
      [movement(1, { references: ["B-1"] }), movement(2, { references: ["B-2"] })],
      { pairs: ["a-1", "b-2"] },
    ],
    [
      "another refund of the same order is none",
      [
        line("a", { references: ["r-1", "o-1"], amountMinor: -5n }),
        line("b", { references: ["r-2", "o-1"], amountMinor: -5n }),
      ],
      [movement(1, { references: ["r-1", "o-1"], amountMinor: -5n })],
      { pairs: ["a=1"], here: ["b"] },
    ],
    [
      "a word of a memo takes nothing from whoever has the right amount",
      [line("a", { memo: "invoice p-77", amountMinor: -5n }), line("b", { amountMinor: -1980n })],
      [movement(1, { references: ["p-77"], amountMinor: -1980n })],
      { pairs: ["b~1"], here: ["a"] },
    ],
    [
      "a word of a memo with another amount, where nobody else has it",
      [line("a", { memo: "invoice p-77", amountMinor: -5n })],
      [movement(1, { references: ["p-77"], amountMinor: -1980n })],
      { pairs: ["a≠1"] },
    ],
    [
      "a short word of a memo is none",
      [line("a", { memo: "p-7", amountMinor: -5n })],
      [movement(1, { references: ["p-7"], amountMinor: -1980n })],
      { here: ["a"], there: ["1"] },
    ],
  ])("%s", (_, lines, movements, expected) => {
    expect(run(lines, movements)).toEqual(expected);
  });

  it("a name that was matched before makes it a duplicate", () => {
    expect(run([line("a", { references: ["o-1"] })], [], ["+ o-1"])).toEqual({ duplicated: ["a"] });
    expect(run([line("a", { references: ["o-1"] })], [], ["- o-1"])).toEqual({ here: ["a"] });
  });

  it("amounts may differ by what is tolerated, where the reference is the same", () => {
    const tolerance = { days: 3, amountMinor: 2n };
    const here = [movement(1, { references: ["o-1"], feeMinor: 5n })];
    const there = (amountMinor: bigint, feeMinor: bigint) => [
      line("a", { references: ["o-1"], amountMinor, feeMinor }),
    ];
    expect(run(there(998n, 7n), here, [], tolerance)).toEqual({ pairs: ["a=1"] });
    expect(run(there(997n, 5n), here, [], tolerance)).toEqual({ pairs: ["a≠1"] });
    expect(run(there(1000n, 2n), here, [], tolerance)).toEqual({ pairs: ["a≠1"] });
    expect(run([line("b", { amountMinor: 998n })], here, [], tolerance)).toEqual({
      here: ["b"],
      there: ["1"],
    });
  });
});

it("§7 as many lines as a statement may have, by reference and by amount", () => {
  const count = 150_000;
  const names = Array.from({ length: count }, (_, index) => `o-${index}`);
  const lines = names.map((name, index) =>
    line(name, index % 2 === 0 ? { references: [name] } : {}),
  );
  const movements = names.map((name, index) => movement(index + 1, { references: [name] }));
  const { pairs } = match(lines, movements, new Set(), TOLERANCE);
  expect(pairs.filter(({ by }) => by === "REFERENCE")).toHaveLength(count / 2);
  expect(pairs.filter(({ by }) => by === "AMOUNT")).toHaveLength(count / 2);
});

describe("§7 of any files", () => {
  const names = fc.subarray(["o-1", "o-2", "o-3", "o-4", "r-1"], { maxLength: 2 });
  const day = fc.integer({ min: 10, max: 16 }).map((n) => `2026-01-${n}`);
  const amount = fc.constantFrom(100n, 200n, 300n, -100n, -200n);
  const lines = fc
    .array(
      fc.record({
        references: names,
        memo: fc.constantFrom("", "for o-2", "p-1 r-1"),
        day,
        time: fc.constantFrom("", "12:00:00"),
        amountMinor: amount,
        feeMinor: fc.constantFrom(null, 0n, 1n),
      }),
      { maxLength: 12 },
    )
    .map((all) => all.map((one, index) => ({ ...one, key: String(index) })));
  const movements = fc
    .array(
      fc.record({
        references: names,
        day,
        amountMinor: amount,
        feeMinor: fc.constantFrom(0n, 1n),
        byAmount: fc.boolean(),
      }),
      {
        maxLength: 12,
      },
    )
    .map((all) => all.map((one, index) => ({ ...one, seq: index + 1 })));

  it("each line and each movement is in one place, and what differs is all that differs", () => {
    fc.assert(
      fc.property(lines, movements, (there, here) => {
        const { pairs, duplicated, missingHere, missingThere } = match(
          there,
          here,
          new Set(),
          TOLERANCE,
        );
        const placed = [...pairs.map(({ line }) => line), ...duplicated, ...missingHere];
        expect(placed.map(({ key }) => key).sort()).toEqual(there.map(({ key }) => key).sort());
        const met = [...pairs.map((pair) => pair.movement), ...missingThere];
        expect(met.map(({ seq }) => seq).sort()).toEqual(here.map(({ seq }) => seq).sort());
        const sum = (all: readonly { amountMinor: bigint }[]) =>
          all.reduce((total, { amountMinor }) => total + amountMinor, 0n);
        const differing = pairs.filter(({ differs }) => differs);
        const differences =
          sum(duplicated) +
          sum(missingHere) -
          sum(missingThere) +
          sum(differing.map(({ line }) => line)) -
          sum(differing.map((pair) => pair.movement));
        expect(differences).toBe(sum(there) - sum(here));
      }),
    );
  });

  it("the order of rows does not matter", () => {
    const content = ({ key: _, ...rest }: Line) =>
      JSON.stringify(rest, (__, value) => (typeof value === "bigint" ? String(value) : value));
    const summary = (matching: Matching) => ({
      pairs: matching.pairs
        .map((pair) => `${content(pair.line)} ${pair.movement.seq} ${pair.by}`)
        .sort(),
      duplicated: matching.duplicated.map(content).sort(),
      here: matching.missingHere.map(content).sort(),
    });
    fc.assert(
      fc.property(lines, movements, fc.infiniteStream(fc.nat()), (there, here, random) => {
        const shuffled = <T>(all: readonly T[]): T[] =>
          all
            .map((one) => ({ one, at: random.next().value as number }))
            .sort((a, b) => a.at - b.at)
            .map(({ one }) => one);
        const rows = shuffled(there).map((one, index) => ({ ...one, key: `k${index}` }));
        const first = match(there, here, new Set(), TOLERANCE);
        expect(summary(match(rows, shuffled(here), new Set(), TOLERANCE))).toEqual(summary(first));
      }),
    );
  });

  it("whoever alone has a reference and the right amount is matched with it", () => {
    fc.assert(
      fc.property(lines, movements, (there, here) => {
        const { pairs } = match(there, here, new Set(), TOLERANCE);
        for (const one of there) {
          const [first] = one.references;
          const isIt = (of: { references: readonly string[]; amountMinor: bigint }) =>
            of.references.includes(first!) && of.amountMinor === one.amountMinor;
          const those = here.filter(isIt);
          const rivals = there.filter((other) => isIt(other) || other.memo.includes(first!));
          if (first === undefined || those.length !== 1 || rivals.length !== 1) continue;
          // A movement with two names may belong to another line by its other one.
          if (those[0]!.references.length > 1) continue;
          expect(pairs.find(({ line }) => line === one)?.movement).toBe(those[0]);
        }
      }),
    );
  });
});
