// Stored shares are read alike whether their text is as it is written or any other JSON.
import fc from "fast-check";
import { expect, test } from "vitest";
import { idsOf, readShares } from "../../src/commission/orders/store/read-shares.ts";
import type { ShareRecord } from "../../src/commission/orders/store/store-settlements.ts";

const code = fc.oneof(fc.stringMatching(/^[A-Z0-9-]{1,8}$/), fc.string());
const share: fc.Arbitrary<ShareRecord> = fc.record({
  rule: fc.nat(9),
  kind: fc.constantFrom("SELLER", "PRICE_DIFFERENCE"),
  recipient: fc.option(code),
  buyer: fc.option(code, { nil: undefined }),
  level: fc.option(fc.nat(255)),
  tier: fc.option(code),
  basis: fc.bigInt().map(String),
  rate: fc.constantFrom("0", "0.125"),
  amount: fc.bigInt().map(String),
  asset: fc.option(code, { nil: undefined }),
  reason: fc.constantFrom("PAID", "CAPPED", "ZERO"),
});

test("in the form in which they are written, and in any other", () => {
  fc.assert(
    fc.property(fc.array(share, { maxLength: 4 }), (shares) => {
      const expected = shares.map(({ recipient, buyer, level, amount, asset, reason }) => {
        return { recipient, buyer, level, amount, asset, reason };
      });
      expect(readShares(JSON.stringify(shares))).toMatchObject(
        JSON.parse(JSON.stringify(expected)),
      );
      expect(readShares(JSON.stringify(shares, null, 1))).toMatchObject(
        JSON.parse(JSON.stringify(expected)),
      );
      expect(readShares(JSON.stringify(shares))).toHaveLength(shares.length);
    }),
  );
});

test.each([["["], ["}]x"], ["[]]"], ['[{"rule":0}']])(
  "a text that is no JSON fails: %s",
  (text) => {
    expect(() => readShares(text)).toThrow(SyntaxError);
  },
);

test("ids of an array", () => {
  expect(idsOf("{}")).toEqual([]);
  expect(idsOf("{7}")).toEqual([7]);
  expect(idsOf("{12,3,4}")).toEqual([12, 3, 4]);
});
