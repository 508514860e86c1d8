// The distributors of a file, held in little memory, are those that were put in, also where columns and blocks grow.
import { expect, test } from "vitest";
import { STATUSES } from "../../src/network/engine/distributor.ts";
import {
  type FileDistributor,
  PackedDistributors,
} from "../../src/network/engine/packed-distributors.ts";

const one = (n: number): FileDistributor => ({
  code: `D-${n.toString(36)}`,
  parent: n % 7 === 0 ? null : `D-${(n >> 1).toString(36)}`,
  name: n % 5 === 0 ? `分销商 ${"名".repeat(n % 190)}` : `Distributor ${n}`,
  tier: [null, "AGENT", "PARTNER"][n % 3]!,
  status: STATUSES[n % STATUSES.length]!,
  joinedAt: 1_262_304_000_000 + n,
});

test("each row comes back as it was, by its place and by its code; a code is there once", () => {
  const packed = new PackedDistributors();
  const rows = Array.from({ length: 20_000 }, (_, n) => one(n));
  for (const [n, row] of rows.entries()) expect(packed.add(row, n + 2)).toBeUndefined();
  expect(packed.size).toBe(rows.length);
  for (const [n, row] of rows.entries()) {
    expect(packed.find(row.code)).toBe(n);
    expect(packed.at(n)).toEqual(row);
    expect([packed.code(n), packed.parent(n), packed.status(n), packed.line(n)]).toEqual([
      ...[row.code, row.parent, row.status, n + 2],
    ]);
  }
  expect(packed.find("D-none")).toBeUndefined();
  expect(packed.add({ ...one(77), name: "another" }, 99)).toBe(77);
  expect(packed.size).toBe(rows.length);
});
