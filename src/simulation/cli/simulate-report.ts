// The report of a simulation as people read it, and as JSON with amounts as decimal strings.
import { type Asset, formatAmount } from "../../kernel/money.ts";
import { formatInstant } from "../../kernel/time.ts";
import type { Range } from "../replay/entry.ts";
import type { ReplayReport } from "../replay/report.ts";
import { type Compared, differenceOf } from "../replay/tally.ts";

/** Characters of what a line is of, and of each of its three figures. */
const LABEL = 26;
const FIGURE = 17;

/** A network's name and settlement asset. */
interface Whose {
  readonly name: string;
  readonly asset: Asset;
}

/** The report in major units, the way it is printed with --json. */
export function reportJson({ name, asset }: Whose, range: Range, report: ReplayReport) {
  const money = (one: Compared, { scale }: Asset = asset) => {
    const [actual, draft] = [formatAmount(one.actual, scale), formatAmount(one.draft, scale)];
    return { actual, draft, difference: formatAmount(differenceOf(one), scale) };
  };
  const count = (one: Compared) => {
    const [actual, draft] = [Number(one.actual), Number(one.draft)];
    return { actual, draft, difference: draft - actual };
  };
  const { refused } = report;
  return {
    network: name,
    from: formatInstant(range.from),
    to: formatInstant(range.to),
    asset: asset.code,
    orders: report.orders,
    refunds: report.refunds,
    gross: formatAmount(report.grossMinor, asset.scale),
    margin: money(report.margin),
    platform: money(report.platform),
    distributors: money(report.distributors),
    cashback: report.cashback.map(({ key, ...one }) => ({ asset: key.code, ...money(one, key) })),
    bonuses: {
      byPlatform: money(report.bonuses.byPayer.PLATFORM),
      bySuppliers: money(report.bonuses.byPayer.SUPPLIER),
      each: report.bonuses.each.map(({ key, ...one }) => ({ ...key, ...money(one) })),
    },
    upgrades: count(report.upgrades),
    downgrades: count(report.downgrades),
    byTier: report.byTier.map(({ key, ...one }) => ({ tier: key, ...money(one) })),
    byLevel: report.byLevel.map(({ key, ...one }) => ({ level: key, ...money(one) })),
    up: report.up.map(({ key, ...one }) => ({ distributor: key, ...money(one) })),
    down: report.down.map(({ key, ...one }) => ({ distributor: key, ...money(one) })),
    refused: {
      count: refused.count,
      byCode: refused.byCode,
      first: refused.first.map(({ ref, refusal: { code, message } }) => ({ ref, code, message })),
    },
  };
}

/** One figure on both sides, as text, or a number of things. */
interface Figures {
  readonly actual: string | number;
  readonly draft: string | number;
  readonly difference: string | number;
}

/** The report for people: a table with what was, what would have been, and the difference. */
export function reportText(report: ReturnType<typeof reportJson>): string {
  const { network, from, to, asset, gross, orders, refunds, refused, bonuses } = report;
  const sales = `${orders} orders of ${gross} ${asset}, ${refunds} refunds`;
  const listed = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", title, ...lines];
  return [
    `${network}: from ${from} to before ${to}: ${sales}`,
    "",
    line("", { actual: "as it was", draft: "with drafts", difference: "difference" }),
    line(`margin (${asset})`, report.margin),
    line("platform", report.platform),
    line("distributors", report.distributors),
    ...report.cashback.map((one) => line(`cashback (${one.asset})`, one)),
    ...(bonuses.each.length === 0
      ? []
      : [
          line("owed to suppliers", bonuses.byPlatform),
          line("owed by suppliers", bonuses.bySuppliers),
        ]),
    line("upgrades", report.upgrades),
    line("downgrades", report.downgrades),
    ...listed(
      "distributors by tier",
      report.byTier.map((one) => line(`  ${one.tier ?? "-"}`, one)),
    ),
    ...listed(
      "distributors by level",
      report.byLevel.map((one) => line(`  ${one.level}`, one)),
    ),
    ...listed(
      "most more",
      report.up.map((one) => line(`  ${one.distributor}`, one)),
    ),
    ...listed(
      "most less",
      report.down.map((one) => line(`  ${one.distributor}`, one)),
    ),
    ...listed(
      "bonuses",
      bonuses.each.map((one) =>
        line(`  ${one.programme} ${one.supplier}${one.due === "BONUS" ? "" : " shortfall"}`, one),
      ),
    ),
    ...listed(...refusedText(refused)),
  ].join("\n");
}

function refusedText(refused: ReturnType<typeof reportJson>["refused"]): [string, string[]] {
  const codes = Object.entries(refused.byCode).map(([code, count]) => `${code} ${count}`);
  const lines = refused.first.map(({ ref, code, message }) => `  ${ref}: ${code}: ${message}`);
  const more = refused.count - lines.length;
  if (more > 0) lines.push(`  and ${more} more`);
  return [`refused with the drafts: ${codes.join(", ")}`, lines];
}

function line(label: string, { actual, draft, difference }: Figures): string {
  const isUp = /^\d/.test(`${difference}`) && /[1-9]/.test(`${difference}`);
  const signed = `${isUp ? "+" : ""}${difference}`;
  const figures = [actual, draft, signed].map((one) => `${one}`.padStart(FIGURE));
  return `${label.padEnd(LABEL)}${figures.join("")}`.trimEnd();
}
