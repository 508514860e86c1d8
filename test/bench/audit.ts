// `node test/bench/audit.ts FOLDER`: takes a folder that uci.ts made through its course of orders, closes
// and refunds, and holds every balance against the naive model's.
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planCourse } from "./audit-course.ts";
import { type Audited, auditByModel } from "./audit-model.ts";
import { auditByProduct } from "./audit-product.ts";

const SETTING = { asset: "GBP", scales: { GBP: 2, POINT: 0 }, timeZone: "Europe/London" };
const MAX_DIFFERENCES_SHOWN = 20;

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: node test/bench/audit.ts FOLDER   (made by test/bench/uci.ts)");
  process.exit(1);
}
const dataDir = await mkdtemp(join(tmpdir(), "tributary-audit-"));
await chmod(dataDir, 0o755);
try {
  const course = await planCourse(folder, dataDir);
  const expected = await auditByModel(course, SETTING);
  const got = await auditByProduct(course, SETTING, dataDir);
  process.exitCode = compare(expected, got);
} finally {
  await rm(dataDir, { recursive: true, force: true });
}

/** Prints what was compared and what differs. Returns the exit code. */
function compare(expected: Audited, got: Audited): number {
  const accounts = new Set([...expected.balances.keys(), ...got.balances.keys()]);
  const differing = [...accounts].filter(
    (account) => expected.balances.get(account) !== got.balances.get(account),
  );
  console.log(`settled: model ${expected.settled}, product ${got.settled}`);
  console.log(`refunded: model ${expected.refunded}, product ${got.refunded}`);
  console.log(`refused: model ${expected.refused.length}, product ${got.refused.length}`);
  console.log(`accounts: ${accounts.size}, differing: ${differing.length}`);
  for (const account of differing.slice(0, MAX_DIFFERENCES_SHOWN)) {
    const [model, product] = [expected.balances.get(account), got.balances.get(account)];
    console.log(`${account}: model ${model ?? "nothing"}, product ${product ?? "nothing"}`);
  }
  const counts = ({ settled, refunded, refused }: Audited) => `${settled} ${refunded} ${refused}`;
  const same = counts(expected) === counts(got);
  if (!same) console.log("the orders and refunds taken or refused are not the same");
  return same && accounts.size > 0 && differing.length === 0 ? 0 : 1;
}
