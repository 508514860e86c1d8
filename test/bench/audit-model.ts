// The model's side of the audit: the naive model on the UCI network and its course.
import { readFile } from "node:fs/promises";
import type { Ladder, Plan, Programme, Setting, Status } from "../support/naive/inputs.ts";
import { Model } from "../support/naive/model.ts";
import { RunningHistory } from "../support/naive/running-history.ts";
import type { Course } from "./audit-course.ts";
import { readCsv } from "./audit-csv.ts";

/** When everything is closed: long after the data ends. */
const LATER = "2026-01-01T00:00:00Z";

/** What a programme need not say. */
const DEFAULTS = {
  effectiveTo: null,
  basis: "COST",
  threshold: "EXCLUSIVE",
  payer: "PLATFORM",
} as const;

/** What a side of the audit came to. */
export interface Audited {
  settled: number;
  refunded: number;
  /** The refs of orders and refunds, in the order of the files. */
  readonly refused: string[];
  /** By `account asset`, what is not zero. */
  readonly balances: Map<string, string>;
}

export async function auditByModel(course: Course, setting: Setting): Promise<Audited> {
  const history = new RunningHistory(setting);
  const model = new Model(setting, history);
  await open(model, course);
  const audited: Audited = { settled: 0, refunded: 0, refused: [], balances: new Map() };
  for (const act of course.acts) {
    if ("settle" in act) audited.settled += await settle(model, act.settle, audited.refused);
    else if ("refund" in act) audited.refunded += await refund(model, act.refund, audited.refused);
    else if ("window" in act) model.take({ windowClose: { month: act.window, at: LATER } });
    else {
      const { programme: code, period } = act;
      model.take({ programmeClose: { code, period, at: LATER } });
    }
  }
  for (const [key, amount] of history.balances) {
    const [, asset = ""] = key.split(" ");
    if (!amount.isZero()) audited.balances.set(key, amount.toFixed(setting.scales[asset]!));
  }
  return audited;
}

async function open(model: Model, course: Course): Promise<void> {
  const text = (name: Exclude<keyof Course, "acts">) => readFile(course[name], "utf8");
  model.take({ ladder: JSON.parse(await text("ladder")) as Ladder });
  model.take({ plan: JSON.parse(await text("plan")) as Plan });
  for (const row of readCsv(await text("distributors"))) {
    const { code = "", parent = "", tier = "", joined_at: joinedAt = "" } = row;
    const status = (row.status || "ACTIVE") as Status;
    model.take({ distributor: { code, parent, tier, status, joinedAt } });
  }
  for (const row of readCsv(await text("products"))) {
    const { code = "", category = "", supplier = "", supply_price: supplyPrice = "" } = row;
    model.take({ product: { code, category, supplier, supplyPrice } });
  }
  for (const programme of JSON.parse(await text("programmes")) as Programme[]) {
    model.take({ programme: { ...DEFAULTS, ...programme } });
  }
}

async function settle(model: Model, path: string, refused: string[]): Promise<number> {
  let settled = 0;
  for (const row of readCsv(await readFile(path, "utf8"))) {
    const { ref = "", occurred_at: occurredAt = "", seller = "", product = "" } = row;
    const { quantity = "", unit_price: unitPrice = "", supply_price: supplyPrice } = row;
    const required = { ref, occurredAt, seller, product, quantity, unitPrice };
    const { buyer = "" } = row;
    const priced = supplyPrice ? { ...required, supplyPrice } : required;
    const order = buyer === "" ? priced : { ...priced, buyer };
    const { status } = model.take({ order })!;
    if (status === "SETTLED") settled += 1;
    if (status === "REFUSED") refused.push(ref);
  }
  return settled;
}

async function refund(model: Model, path: string, refused: string[]): Promise<number> {
  let refunded = 0;
  for (const row of readCsv(await readFile(path, "utf8"))) {
    const { ref = "", order_ref: order = "", occurred_at: occurredAt = "", quantity = "" } = row;
    const { status } = model.take({ refund: { ref, order, occurredAt, quantity } })!;
    if (status === "SETTLED") refunded += 1;
    if (status === "REFUSED") refused.push(ref);
  }
  return refunded;
}
