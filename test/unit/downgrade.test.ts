// §4 Downgrades at the close of a window, and what the next tier takes: cases, and properties.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Volume } from "../../src/commission/engine/distributor.ts";
import { judge, losableTiers } from "../../src/commission/engine/downgrade.ts";
import { qualifiedRank, rankOf } from "../../src/commission/engine/ladder.ts";
import { nextTier } from "../../src/commission/engine/next-tier.ts";
import { monthAfter, windowsBack } from "../../src/commission/engine/window.ts";
import { checkLadder, compileLadder } from "../../src/commission/plans/engine/ladder-document.ts";
import { Zone } from "../../src/kernel/time.ts";

const CNY = { code: "CNY", scale: 2 };
const zone = new Zone("Asia/Shanghai");
const TIERS = [
  { code: "AGENT" },
  { code: "GOLD", teamVolume: "100.00" },
  { code: "CORE", personalVolume: "50.00", teamVolume: "200.00" },
  { code: "HONORARY" },
];

function ladderOf(document: object, version = 1) {
  const whole = {
    effectiveFrom: "2026-01-01T00:00:00+08:00",
    window: "CALENDAR_MONTH",
    tiers: TIERS,
    ...document,
  };
  return compileLadder(version, checkLadder(whole, CNY), CNY);
}

interface Case {
  readonly downgrade?: object;
  readonly tier?: string;
  readonly since?: string;
  readonly floor?: string | null;
  /** Team volumes in yuan of March, February and so on back; the personal ones are half of them. */
  readonly sold: readonly number[];
  readonly month?: string;
}

const MARCH = "2026-03-01";

function judged({ downgrade, tier = "CORE", floor = null, sold, ...rest }: Case): string | null {
  const month = rest.month ?? MARCH;
  const ladder = ladderOf({ downgrade: downgrade ?? { policy: "ONE_STEP" } });
  const volumes = new Map<string, Volume>(
    sold.map((yuan, back) => {
      const team = BigInt(yuan) * 100n;
      return [monthAfter(month, -back), { personal: team / 2n, team }];
    }),
  );
  const volumeIn = (of: string) => volumes.get(of) ?? { personal: 0n, team: 0n };
  const since = Date.parse(rest.since ?? "2025-01-01T00:00:00+08:00");
  return judge({ tier, floor, since, volumeIn }, windowsBack([ladder], zone, month));
}

describe("§4 windowClose: one that has missed its tier's criteria in more than graceWindows full windows in a row is downgraded", () => {
  it.each<[why: string, to: string | null, of: Case]>([
    ["missed once, without grace", "GOLD", { sold: [199] }],
    ["met by all criteria (≥)", null, { sold: [200] }],
    ["one criterion missed is enough", "AGENT", { tier: "GOLD", sold: [99] }],
    [
      "grace 1: missed once",
      null,
      { downgrade: { policy: "ONE_STEP", graceWindows: 1 }, sold: [0, 200] },
    ],
    [
      "grace 1: missed twice",
      "GOLD",
      { downgrade: { policy: "ONE_STEP", graceWindows: 1 }, sold: [0, 0] },
    ],
    [
      "grace 1: missed twice, but not in a row",
      null,
      { downgrade: { policy: "ONE_STEP", graceWindows: 1 }, sold: [0, 200, 0] },
    ],
    [
      "grace 2: missed as often as the ladder has been there",
      "GOLD",
      { downgrade: { policy: "ONE_STEP", graceWindows: 2 }, sold: [] },
    ],
    [
      "grace 3: there was no ladder in a window before",
      null,
      { downgrade: { policy: "ONE_STEP", graceWindows: 3 }, sold: [] },
    ],
  ])("%s: %s", (_, to, of) => {
    expect(judged(of)).toBe(to);
  });
});

describe("§4 ONE_STEP, TO_QUALIFIED (the highest tier met in that window) or NEVER", () => {
  it.each<[policy: string, tier: string, yuan: number, to: string | null]>([
    ["ONE_STEP", "CORE", 0, "GOLD"],
    ["ONE_STEP", "GOLD", 0, "AGENT"],
    ["ONE_STEP", "AGENT", 0, null],
    ["TO_QUALIFIED", "CORE", 0, "AGENT"],
    ["TO_QUALIFIED", "CORE", 150, "GOLD"],
    ["TO_QUALIFIED", "CORE", 200, null],
    ["NEVER", "CORE", 0, null],
    // A tier without criteria is never missed; one that the ladder does not know is left alone.
    ["ONE_STEP", "HONORARY", 0, null],
    ["TO_QUALIFIED", "UNKNOWN", 0, null],
  ])("%s: %s with a volume of %i: %s", (policy, tier, yuan, to) => {
    expect(judged({ downgrade: { policy }, tier, sold: [yuan] })).toBe(to);
  });

  it("a ladder that says nothing of downgrades downgrades nobody", () => {
    expect(losableTiers(ladderOf({}))).toEqual([]);
    const downgrade = { policy: "ONE_STEP" };
    expect(losableTiers(ladderOf({ downgrade }))).toEqual(["GOLD", "CORE"]);
    // Nothing is below the lowest, whatever it asks for.
    expect(losableTiers(ladderOf({ downgrade, tiers: TIERS.slice(1, 3) }))).toEqual(["CORE"]);
  });
});

describe("§4 only windows held in full since the last change of tier count", () => {
  it.each([
    ["2026-03-01T00:00:00+08:00", "GOLD"],
    ["2026-03-01T00:00:00.001+08:00", null],
    ["2026-02-28T23:59:59.999+08:00", "GOLD"],
  ])("held since %s: %s", (since, to) => {
    expect(judged({ since, sold: [0] })).toBe(to);
  });

  it("with grace, of the windows held in full as many must be missed", () => {
    const downgrade = { policy: "ONE_STEP", graceWindows: 1 };
    expect(judged({ downgrade, sold: [0, 0], since: "2026-02-01T00:00:00+08:00" })).toBe("GOLD");
    expect(judged({ downgrade, sold: [0, 0], since: "2026-02-01T00:00:01+08:00" })).toBe(null);
  });
});

describe("§4 LIFETIME never closes", () => {
  const monthly = { downgrade: { policy: "ONE_STEP", graceWindows: 1 } };
  const lifetime = { window: "LIFETIME", ...monthly };
  const back = (...documents: object[]) => {
    const ladders = documents.map((document, index) => ladderOf(document, index + 1));
    return windowsBack(ladders, zone, MARCH).map(({ month, ladder }) => [month, ladder.version]);
  };

  it("so that it has no windows, and ends those before it", () => {
    expect(back(lifetime)).toEqual([]);
    expect(back(lifetime, { ...monthly, effectiveFrom: "2026-03-01T00:00:00+08:00" })).toEqual([
      [MARCH, 2],
    ]);
  });

  it("each window goes by the ladder in force at its last millisecond", () => {
    const later = { ...monthly, effectiveFrom: "2026-02-28T23:59:59.999+08:00" };
    expect(back(monthly, later)).toEqual([
      [MARCH, 2],
      ["2026-02-01", 2],
    ]);
    const atOnce = { ...monthly, effectiveFrom: "2026-03-01T00:00:00+08:00" };
    expect(back(monthly, atOnce)).toEqual([
      [MARCH, 2],
      ["2026-02-01", 1],
    ]);
  });
});

describe("§4 a tier set by hand is a floor", () => {
  it.each<[floor: string, policy: string, to: string | null]>([
    ["CORE", "ONE_STEP", null],
    ["GOLD", "ONE_STEP", "GOLD"],
    ["GOLD", "TO_QUALIFIED", "GOLD"],
    ["AGENT", "TO_QUALIFIED", "AGENT"],
    ["UNKNOWN", "TO_QUALIFIED", null],
  ])("at %s, %s: %s", (floor, policy, to) => {
    expect(judged({ downgrade: { policy }, floor, sold: [0] })).toBe(to);
  });
});

describe("§4 the judgement, whatever the ladder and the volumes", () => {
  const yuan = fc.option(
    fc.integer({ min: 0, max: 300 }).map((n) => `${n}.00`),
    { nil: undefined },
  );
  const tier = fc.record({ personalVolume: yuan, teamVolume: yuan }, { requiredKeys: [] });
  const volume = fc.record({ personal: fc.bigInt(0n, 30_000n), team: fc.bigInt(0n, 30_000n) });
  const setting = fc
    .record({
      criteria: fc.array(tier, { minLength: 1, maxLength: 5 }),
      policy: fc.constantFrom("ONE_STEP", "TO_QUALIFIED", "NEVER"),
      graceWindows: fc.integer({ min: 0, max: 4 }),
      volumes: fc.array(volume, { minLength: 6, maxLength: 6 }),
      held: fc.nat(),
      floor: fc.option(fc.nat()),
      sinceBack: fc.integer({ min: -1, max: 6 }),
    })
    .map(({ criteria, policy, graceWindows, volumes, held, floor, sinceBack }) => {
      const month = "2026-08-01";
      const tiers = criteria.map((one, index) => ({
        code: `T${index}`,
        ...Object.fromEntries(Object.entries(one).filter(([, text]) => text !== undefined)),
      }));
      const ladder = ladderOf({ tiers, downgrade: { policy, graceWindows } });
      const codeOf = (n: number) => tiers[n % tiers.length]!.code;
      const volumeIn = (of: string) =>
        volumes.find((_, back) => monthAfter(month, -back) === of) ?? { personal: 0n, team: 0n };
      const since = zone.startOfDay(monthAfter(month, -sinceBack));
      const of = {
        tier: codeOf(held),
        floor: floor === null ? null : codeOf(floor),
        since,
        volumeIn,
      };
      return { ladder, month, of, to: judge(of, windowsBack([ladder], zone, month)) };
    });

  it("only goes down, never below the floor, and never under NEVER", () => {
    fc.assert(
      fc.property(setting, ({ ladder, of, to }) => {
        if (to === null) return;
        expect(rankOf(to, ladder)).toBeLessThan(rankOf(of.tier, ladder));
        expect(rankOf(to, ladder)).toBeGreaterThanOrEqual(rankOf(of.floor, ladder));
        expect(ladder.downgrade.policy).not.toBe("NEVER");
        expect(losableTiers(ladder)).toContain(of.tier);
      }),
      { numRuns: 500 },
    );
  });

  it("goes down exactly if each of graceWindows + 1 windows was held in full and missed", () => {
    fc.assert(
      fc.property(setting, ({ ladder, month, of, to }) => {
        const rank = rankOf(of.tier, ladder);
        const { policy, graceWindows } = ladder.downgrade;
        const { personalVolumeMinor, teamVolumeMinor } = ladder.tiers[rank]!;
        let missed = 0;
        for (let back = 0; back <= graceWindows; back += 1) {
          const { personal, team } = of.volumeIn(monthAfter(month, -back));
          const heldInFull = zone.startOfDay(monthAfter(month, -back)) >= of.since;
          const fails = personal < (personalVolumeMinor ?? 0n) || team < (teamVolumeMinor ?? 0n);
          if (heldInFull && fails) missed += 1;
        }
        const qualified = qualifiedRank(ladder, of.volumeIn(month));
        const wanted = { ONE_STEP: rank - 1, TO_QUALIFIED: qualified, NEVER: rank }[policy];
        const target = Math.max(wanted, rankOf(of.floor, ladder));
        const isDown = missed > graceWindows && rank > 0 && target < rank;
        expect(to).toBe(isDown ? ladder.tiers[target]!.code : null);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("§4 the next tier", () => {
  const ladder = ladderOf({});
  it("says what is needed, reached and missing, 0 where a criterion is met", () => {
    expect(nextTier(ladder, "GOLD", { personal: 6_000n, team: 15_000n })).toMatchObject({
      rank: 2,
      tier: { code: "CORE" },
      personal: { neededMinor: 5_000n, reachedMinor: 6_000n, missingMinor: 0n },
      team: { neededMinor: 20_000n, reachedMinor: 15_000n, missingMinor: 5_000n },
    });
    expect(nextTier(ladder, null, { personal: 0n, team: 0n })).toMatchObject({
      tier: { code: "GOLD" },
      personal: undefined,
      team: { missingMinor: 10_000n },
    });
  });

  it.each(["CORE", "HONORARY", "UNKNOWN"])("there is none after %s", (held) => {
    expect(nextTier(ladder, held, { personal: 0n, team: 0n })).toBeUndefined();
  });
});
