// What jobs are asked and what they found out, as text and back: another server reads what one has written.

import { expect, test } from "vitest";
import { NEGATIVE_MARGIN } from "../../src/commission/engine/codes.ts";
import { DEFAULT_MAPPING } from "../../src/finance/exports/journal/default-mapping.ts";
import { parseExport } from "../../src/finance/exports/journal/request.ts";
import { EXPORT } from "../../src/finance/exports/store/exports.ts";
import { Refusal } from "../../src/kernel/errors.ts";
import type { ReplayReport } from "../../src/simulation/replay/report.ts";
import { REPORT_JSON } from "../../src/simulation/replay/report-json.ts";

test("a request for an export, with whatever a mapping's own texts are", () => {
  const asOf = "2026-01-31T08:00:00+08:00";
  const journal = parseExport("csv", { from: "2026-01-01", asOf });
  expect(EXPORT.input.decode(EXPORT.input.encode(journal))).toEqual(journal);
  const sheet = parseExport("xlsx", { account: "assets:custody" });
  expect(EXPORT.input.decode(EXPORT.input.encode(sheet))).toEqual(sheet);

  const mapping = { ...DEFAULT_MAPPING, summaries: { mapping: "订单", vouchers: "x" } };
  const vouchers = parseExport("yonyou", { mapping, by: "transaction", firstNumber: 7 });
  const back = EXPORT.input.decode(EXPORT.input.encode(vouchers));
  if (!("vouchers" in back && "vouchers" in vouchers)) throw new Error("no vouchers");
  expect(back.vouchers).toMatchObject({ by: "transaction", firstNumber: 7 });
  expect(back.vouchers.mapping.document).toEqual(vouchers.vouchers.mapping.document);
  expect(back.vouchers.mapping.find("assets:custody")).toEqual(
    vouchers.vouchers.mapping.find("assets:custody"),
  );
});

test("a report: amounts beyond what a number holds, null tiers, refusals with and without a field", () => {
  const compared = { actual: 9_007_199_254_740_993n, draft: -(2n ** 63n) };
  const refusals = [new Refusal("INVALID", "a: no", "a"), new Refusal(NEGATIVE_MARGIN, "so")];
  const report: ReplayReport = {
    ...{ orders: 2, refunds: 0, grossMinor: 0n, margin: compared, platform: compared },
    refused: {
      ...{ count: 2, byCode: { INVALID: 1, NEGATIVE_MARGIN: 1 } },
      first: refusals.map((refusal, n) => ({ ref: `o-${n}`, refusal })),
    },
    distributors: compared,
    cashback: [{ key: { code: "POINT", scale: 0 }, ...compared }],
    byTier: [{ key: null, ...compared }],
    byLevel: [{ key: 0, ...compared }],
    ...{ up: [{ key: "1n", ...compared }], down: [], upgrades: compared, downgrades: compared },
    bonuses: { byPayer: { PLATFORM: compared, SUPPLIER: compared }, each: [] },
  };
  const back = REPORT_JSON.decode(REPORT_JSON.encode(report));
  expect(back).toEqual(report);
  expect(back.refused.first.map(({ refusal }) => refusal instanceof Refusal)).toEqual([true, true]);
  expect(back.refused.first[0]!.refusal.field).toBe("a");
});
