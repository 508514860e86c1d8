// docs/rules.md §1: Money, rates, rounding, codes and times: tables of what is taken and what is
// refused.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCode, parseName } from "../../src/kernel/code.ts";
import {
  formatAmount,
  INT64_MAX,
  INT64_MIN,
  inRange,
  parseAmount,
} from "../../src/kernel/money.ts";
import { formatRate, parseRate, type Rounding, shareOf } from "../../src/kernel/rate.ts";
import { formatInstant, parseInstant, Zone } from "../../src/kernel/time.ts";

describe("§1 amounts", () => {
  it.each([
    ["12.50", 2, 1250n],
    ["12.5", 2, 1250n],
    ["12", 2, 1200n],
    ["-0.01", 2, -1n],
    ["-0.00", 2, 0n],
    ["007", 0, 7n],
    ["92233720368547758.07", 2, INT64_MAX],
    ["-92233720368547758.08", 2, INT64_MIN],
  ])("%s at scale %i is %i minor units", (text, scale, minor) => {
    expect(parseAmount(text, scale, "x")).toBe(minor);
  });

  it.each([
    ["NaN", "INVALID"],
    ["1e999", "INVALID"],
    ["0.001", "INVALID"],
    ["2.550", "INVALID"],
    ["", "INVALID"],
    [" 1", "INVALID"],
    ["+1", "INVALID"],
    [".5", "INVALID"],
    ["1.", "INVALID"],
    ["1,000", "INVALID"],
    ["１２", "INVALID"],
    ["0x10", "INVALID"],
    ["Infinity", "INVALID"],
    ["12345678901234567890", "OUT_OF_RANGE"],
    ["92233720368547758.08", "OUT_OF_RANGE"],
    ["9".repeat(100_000), "OUT_OF_RANGE"],
  ])("%.30s is refused as %s, naming the field", (text, code) => {
    expect(() => parseAmount(text, 2, "unitPrice")).toThrow(
      expect.objectContaining({
        code,
        field: "unitPrice",
        message: expect.stringMatching(/^unitPrice: /),
      }),
    );
  });

  it("comes out as it went in", () => {
    fc.assert(
      fc.property(fc.bigInt(INT64_MIN, INT64_MAX), fc.nat(12), (minor, scale) => {
        expect(parseAmount(formatAmount(minor, scale), scale, "x")).toBe(minor);
      }),
    );
  });

  it("outside 64 bits is refused, never wrapped", () => {
    expect(inRange(INT64_MAX, "sum")).toBe(INT64_MAX);
    expect(() => inRange(INT64_MAX + 1n, "sum")).toThrow(/does not fit 64 bits/);
    expect(() => inRange(INT64_MIN - 1n, "sum")).toThrow(/does not fit 64 bits/);
  });
});

describe("§1 rates", () => {
  it.each([
    ["0", 0n],
    ["1", 1_000_000n],
    ["0.035", 35_000n],
    ["0.000001", 1n],
    ["1.000000", 1_000_000n],
  ])("%s is %i millionths", (text, micro) => {
    expect(parseRate(text, "rate")).toBe(micro);
    expect(parseRate(formatRate(micro), "rate")).toBe(micro);
  });

  it.each([
    ["1.2", "is above 1"],
    ["1.000001", "is above 1"],
    ["0.0350001", "has more than 6 decimals"],
    ["-0.1", "is not a rate"],
    ["5%", "is not a rate"],
    ["", "is not a rate"],
    ["1e-3", "is not a rate"],
  ])("%s is refused: %s", (text, why) => {
    expect(() => parseRate(text, "rate")).toThrow(why);
  });
});

describe("§1 a share is amount × rate, rounded once", () => {
  // Published by Dub (minor units, half up): 3 at 20 %, 15 at 10 %, 500 at 2.9 %, 2 at 20 %.
  it.each([
    [3n, "0.2", "HALF_UP", 1n],
    [15n, "0.1", "HALF_UP", 2n],
    [500n, "0.029", "HALF_UP", 15n],
    [2n, "0.2", "HALF_UP", 0n],
    [15n, "0.1", "DOWN", 1n],
    [15n, "0.1", "HALF_EVEN", 2n],
    [25n, "0.1", "HALF_EVEN", 2n],
    [25n, "0.1", "HALF_UP", 3n],
    [-15n, "0.1", "DOWN", -1n],
    [-15n, "0.1", "HALF_UP", -2n],
    [-25n, "0.1", "HALF_EVEN", -2n],
    [INT64_MAX, "1", "DOWN", INT64_MAX],
    [INT64_MAX, "0.999999", "DOWN", 9_223_362_813_482_738_952n],
  ] as [bigint, string, Rounding, bigint][])(
    "%i at %s %s is %i",
    (amount, rate, rounding, share) => {
      expect(shareOf(amount, parseRate(rate, "rate"), rounding)).toBe(share);
    },
  );

  it("is never further from the exact product than its rounding allows", () => {
    const micro = fc.bigInt(0n, 1_000_000n);
    fc.assert(
      fc.property(fc.bigInt(INT64_MIN, INT64_MAX), micro, (amount, rate) => {
        const exact = amount * rate;
        const [down, up] = [shareOf(amount, rate, "DOWN"), shareOf(amount, rate, "HALF_UP")];
        const even = shareOf(amount, rate, "HALF_EVEN");
        const off = (share: bigint) =>
          (share * 1_000_000n > exact ? 1n : -1n) * (share * 1_000_000n - exact);
        expect(off(down)).toBeLessThan(1_000_000n);
        expect(off(up)).toBeLessThanOrEqual(500_000n);
        expect(off(even)).toBeLessThanOrEqual(500_000n);
        expect(shareOf(-amount, rate, "HALF_EVEN")).toBe(-even);
      }),
    );
  });
});

describe("§1 codes and names", () => {
  it.each(["a", "QB-10", "A_b.c-9", "x".repeat(64)])("%s is a code", (code) => {
    expect(parseCode(code, "code")).toBe(code);
  });
  it.each(["", "x".repeat(65), "a b", "a:b", "卡", "a\n", "a/b"])("%j is not", (code) => {
    expect(() => parseCode(code, "seller")).toThrow(/^seller: .* is not a code/);
  });
  it("a name that is empty is the code; control characters and long ones are refused", () => {
    expect(parseName("  ", "C1", "name")).toBe("C1");
    expect(parseName(" 点卡 ", "C1", "name")).toBe("点卡");
    expect(() => parseName("a\u0000b", "C1", "name")).toThrow("control character");
    expect(() => parseName("a\ud800", "C1", "name")).toThrow("a lone surrogate");
    expect(() => parseName("x".repeat(201), "C1", "name")).toThrow("200");
  });
});

describe("§1 times have an offset and at most milliseconds", () => {
  it.each([
    ["2026-01-01T00:00:00+08:00", "2025-12-31T16:00:00.000Z"],
    ["2026-01-01T00:00:00.5Z", "2026-01-01T00:00:00.500Z"],
    ["2026-01-01T00:00Z", "2026-01-01T00:00:00.000Z"],
    ["2024-02-29T23:59:59.999-11:30", "2024-03-01T11:29:59.999Z"],
  ])("%s is %s", (text, utc) => {
    expect(formatInstant(parseInstant(text, "at"))).toBe(utc);
  });
  it.each([
    "2026-01-01",
    "2026-01-01T00:00:00",
    "2026-01-01 00:00:00Z",
    "2026-02-30T00:00:00Z",
    "2025-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T00:00:60Z",
    "2026-01-01T00:00:00.0001Z",
    "2026-01-01T00:00:00+25:00",
    "1969-12-31T00:00:00Z",
    "3000-01-01T00:00:00Z",
    "yesterday",
    "",
  ])("%j is refused", (text) => {
    expect(() => parseInstant(text, "occurredAt")).toThrow(/^occurredAt: /);
  });

  it("days and months are those of the network's time zone", () => {
    const shanghai = new Zone("Asia/Shanghai");
    const london = new Zone("Europe/London");
    const at = parseInstant("2026-06-30T23:30:00Z", "at");
    expect(shanghai.day(at)).toBe("2026-07-01");
    expect(london.month(at)).toBe("2026-07-01");
    expect(new Zone("UTC").month(at)).toBe("2026-06-01");
    expect(() => new Zone("Mars/Olympus")).toThrow("is not a time zone");
  });
});
