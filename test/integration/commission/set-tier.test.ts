// §4 Setting tiers by hand on a real network: the floor that it is, until when, and what is refused.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setTier } from "../../../src/commission/tiers/store/set-tier.ts";
import type { Database } from "../../../src/database/database.ts";
import { openTestDatabase } from "../../support/network.ts";
import { changes, close, head, openTiered, sell, tiers, verified } from "../../support/tiered.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const opened = (downgrade?: object) => openTiered(database, downgrade);

describe("§4 an administrator may set a tier by hand, with a reason and an end date", () => {
  const FEBRUARY = Date.parse("2026-02-03T09:00:00+08:00");
  const byHand = { code: "E", tier: "CORE", reason: "合同 2026-7", until: "2026-04-01" };

  it("up or down at once; it is a floor until the first windowClose after that date", async () => {
    const network = await opened({ policy: "TO_QUALIFIED" });
    await setTier(network, byHand, FEBRUARY);
    await setTier(network, { ...byHand, code: "A", tier: "GOLD" }, FEBRUARY);
    expect(await changes(network)).toEqual(["TIER: E AGENT→CORE", "TIER: A CORE→GOLD"]);
    await close(network, "2026-01", "2026-02", "2026-03");
    // The close of March is of 1 April, which is not after the date: both stay where they are.
    expect(await tiers(network)).toEqual(["A GOLD", "B AGENT", "E CORE"]);
    await close(network, "2026-04");
    expect(await tiers(network)).toEqual(["A AGENT", "B AGENT", "E AGENT"]);
    expect(await verified(network)).toEqual([]);
  });

  it("a floor below the tier held lets it fall that far", async () => {
    const network = await opened({ policy: "TO_QUALIFIED" });
    await setTier(network, { ...byHand, code: "A", tier: "GOLD", until: "2026-12-31" }, FEBRUARY);
    // Up again by an order, and in April down again, but not to the lowest.
    await sell(network, "2026-02-10", 200);
    expect(await tiers(network)).toContain("A CORE");
    await close(network, "2026-02", "2026-03", "2026-04");
    expect(await tiers(network)).toContain("A GOLD");
    expect(await verified(network)).toEqual([]);
  });

  it("windows are missed under the floor too, held in full since the tier was set", async () => {
    const network = await opened({ policy: "ONE_STEP", graceWindows: 1 });
    await setTier(network, { ...byHand, until: "2026-03-31" }, FEBRUARY);
    await close(network, "2026-02", "2026-03");
    expect(await tiers(network)).toContain("E CORE");
    await close(network, "2026-04");
    expect(await tiers(network)).toContain("E GOLD");
    expect(await verified(network)).toEqual([]);
  });

  it("a later one replaces the floor; a change of the floor alone is no change of tier", async () => {
    const network = await opened();
    await setTier(network, { ...byHand, code: "B", tier: "GOLD", until: "2026-12-31" }, FEBRUARY);
    expect(await changes(network)).toEqual([]);
    await setTier(network, { ...byHand, code: "B", tier: "AGENT", until: "2026-12-31" }, FEBRUARY);
    await setTier(network, { ...byHand, code: "B", tier: "GOLD", until: "2026-02-04" }, FEBRUARY);
    expect(await changes(network)).toEqual(["TIER: B GOLD→AGENT", "TIER: B AGENT→GOLD"]);
    await close(network, "2026-01", "2026-02");
    expect(await tiers(network)).toContain("B GOLD");
    await close(network, "2026-03");
    expect(await tiers(network)).toContain("B AGENT");
    // Without a change of tier it is held since it was joined with.
    const other = await opened();
    await setTier(other, { ...byHand, code: "B", tier: "GOLD", until: "2026-02-04" }, FEBRUARY);
    await close(other, "2026-02");
    expect(await tiers(other)).toContain("B AGENT");
    for (const one of [network, other]) expect(await verified(one)).toEqual([]);
  });

  it("the same again, while it holds, does nothing", async () => {
    const network = await opened();
    await setTier(network, byHand, FEBRUARY);
    const before = await head(network);
    await setTier(network, byHand, FEBRUARY + 1);
    await setTier(network, { ...byHand, reason: ` ${byHand.reason} ` }, FEBRUARY);
    expect(await head(network)).toEqual(before);
    await setTier(network, { ...byHand, reason: "another" }, FEBRUARY);
    expect(await head(network)).not.toEqual(before);
  });

  it.each<[what: object, code: string, message: string]>([
    [{ code: "nobody" }, "NOT_FOUND", 'code: no distributor "nobody"'],
    [{ tier: "PLATINUM" }, "INVALID", 'tier: "PLATINUM": the ladder in force lacks it'],
    [{ reason: " " }, "INVALID", "reason: is missing"],
    [{ reason: "x".repeat(201) }, "INVALID", "reason: has more than 200 characters"],
    [{ until: "2026-02-30" }, "INVALID", 'until: "2026-02-30" is not a day, like 2026-01-31'],
    [{ until: "2026-02-03" }, "INVALID", "until: 2026-02-03 is not after today, 2026-02-03"],
  ])("%j: %s, and nothing has changed", async (what, code, message) => {
    const network = await opened();
    const before = await head(network);
    const field = message.split(":")[0];
    await expect(setTier(network, { ...byHand, ...what }, FEBRUARY)).rejects.toMatchObject({
      code,
      field,
      message,
    });
    expect(await head(network)).toEqual(before);
  });
});
