// docs/rules.md §7, §8: Nobody takes out more than it has: payouts, refunds, tiers, adjustments, in
// any interleaving of many sockets.
import fc from "fast-check";
import { type Client, createClient } from "graphql-ws";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { Network } from "../../src/database/database.ts";
import { TERMS_KIND } from "../../src/finance/payouts/store/terms-kind.ts";
import { publishAll } from "../../src/platform/publishing/publish.ts";
import { fillNetwork, PLAN } from "../support/sample.ts";
import { orderInput, Served, tokenFor } from "../support/served.ts";
import { verifyNetwork } from "../support/verify.ts";

const SOCKETS = 6;
const AT = "2026-01-21T10:00:00+08:00";

/** Small payouts are taxed as well, and each changes what the next one costs. */
const TAX = {
  method: "CUMULATIVE",
  expenseRate: "0",
  monthlyAllowance: "0",
  months: "CONSECUTIVE",
  bands: [
    { upTo: "40.00", rate: "0.03" },
    { rate: "0.10", quickDeduction: "2.80" },
  ],
};
const TERMS = {
  effectiveFrom: "2026-01-01T00:00:00+08:00",
  payout: {},
  tax: { distributor: TAX, supplier: TAX },
};

let served: Served;
beforeAll(async () => {
  served = await Served.open();
});
afterAll(() => served.close());

const index = fc.nat({ max: SOCKETS - 1 });
const amount = fc.integer({ min: 1, max: 60 }).map((yuan) => `${yuan}.00`);
const one = (weight: number, arbitrary: fc.Arbitrary<object>) => ({ weight, arbitrary });
const step = (name: string) => fc.record({ [name]: index });
const template = fc.constantFrom(
  ...["CREDIT_DISTRIBUTOR", "DEBIT_DISTRIBUTOR", "WRITE_OFF_DISTRIBUTOR_DEBT"],
  ...["CREDIT_SUPPLIER", "DEBIT_SUPPLIER", "DEPOSIT_RETURNED", "CUSTODY_WITHDRAWN", "REVERSAL"],
);
const inputs = fc.oneof(
  one(
    2,
    fc.record({ orderSettle: fc.record({ n: index, quantity: fc.integer({ min: 1, max: 9 }) }) }),
  ),
  one(
    2,
    fc.record({ orderRefund: fc.record({ n: index, of: fc.constantFrom("0", "1", "first") }) }),
  ),
  one(1, fc.record({ distributorSetTier: fc.constantFrom("AGENT", "GOLD", "CORE") })),
  one(3, fc.record({ payoutRequest: fc.record({ n: index, amount, toSupplier: fc.boolean() }) })),
  ...[one(3, step("payoutApprove")), one(4, step("payoutConfirm"))],
  ...[one(1, step("payoutFail")), one(1, step("payoutCancel"))],
  one(6, fc.record({ adjustmentPost: fc.record({ n: index, template, amount }) })),
  ...[one(8, step("adjustmentApprove")), one(1, step("adjustmentReject"))],
);

/** The mutation's input, as an API takes it. */
function inputOf(name: string, said: unknown): object {
  const { n, of, quantity, amount, toSupplier, template } = said as Record<string, string>;
  const ref = typeof said === "number" ? `${name.startsWith("payout") ? "p" : "a"}-${said}` : "";
  switch (name) {
    case "orderSettle":
      return orderInput(`o-${n}`, { quantity });
    case "orderRefund":
      return { ref: `r-${n}-${of}`, orderRef: `o-${of}`, occurredAt: AT, quantity: 1 };
    case "distributorSetTier":
      return { code: "E", tier: said, reason: "any", until: "2999-01-01" };
    case "payoutRequest":
      return {
        idempotencyKey: `p-${n}`,
        amount,
        ...(toSupplier ? { supplier: "S001" } : { distributor: "E" }),
      };
    case "adjustmentPost":
      return adjustmentInput(Number(n), template!, amount!);
    case "adjustmentReject":
      return { ref, reason: "no" };
    case "payoutConfirm":
      return { ref, reference: "bank", occurredAt: AT };
    case "payoutFail":
      return { ref, reason: "closed" };
    default:
      return { ref };
  }
}

/** Each key is of many proposals, of which the first that can be holds it. */
function adjustmentInput(n: number, template: string, amount: string): object {
  const about = { idempotencyKey: `a-${n}`, template, occurredAt: AT, reason: "any" };
  if (template === "REVERSAL") return { ...about, of: `a-${(n + 1) % SOCKETS}` };
  if (template === "CUSTODY_WITHDRAWN") return { ...about, amount };
  return template.endsWith("SUPPLIER")
    ? { ...about, amount, supplier: "S001" }
    : { ...about, amount, distributor: "E" };
}

async function run(client: Client, command: object): Promise<void> {
  const [[name, said]] = Object.entries(command) as [[string, unknown]];
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input!`;
  const query = `mutation ($input: ${type}) { ${name}(input: $input) { userErrors { message } } }`;
  const answers = client.iterate({ query, variables: { input: inputOf(name, said) } });
  const { value } = await answers.next();
  if (value.errors !== undefined) throw new Error(JSON.stringify(value.errors));
}

/** Of each payee what it earned or was given, less what was taken back; what it was paid, and what it has. */
async function moneyOf(network: Network) {
  const { rows } = await network.read((tx) =>
    sql<{ payee: string; earned: string; paid: string; has: string }>`
      with own as (
        select p.seq, p.amount, t.kind,
               case when a.name like '%distributor:E%' then 'E' else 'S001' end as payee
          from posting p join account a on a.id = p.account_id
          join ledger_transaction t on t.seq = p.seq
         where a.name ~ '^(liabilities|assets:receivable):(distributor:E|supplier:S001)(:|$)')
      select payee, -coalesce(sum(amount) filter (where kind in ('SETTLEMENT', 'REFUND', 'ADJUSTMENT')), 0) as earned,
             (select coalesce(sum(p.amount), 0) from payout p
               where p.status = 'CONFIRMED' and (p.distributor_id is not null) = (payee = 'E')) as paid,
             -sum(amount) as has
        from own group by payee`.execute(tx.db),
  );
  return rows;
}

async function overdrawn(network: Network): Promise<unknown[]> {
  const { rows } = await network.read((tx) =>
    sql`select p.seq, a.name, p.balance from posting p join account a on a.id = p.account_id
         where (a.name like 'liabilities:%' and p.balance > 0)
            or (a.name ~ '^assets:(custody|receivable)' and p.balance < 0)`.execute(tx.db),
  );
  return rows;
}

async function countAdjusted(network: Network): Promise<number> {
  const { rows } = await network.read((tx) =>
    sql<{ n: number }>`
      select count(*)::int as n from ledger_transaction where kind = 'ADJUSTMENT'`.execute(tx.db),
  );
  return rows[0]!.n;
}

/** Approvals by which something is withheld. */
async function countTaxed(network: Network): Promise<number> {
  const { rows } = await network.read((tx) =>
    sql<{ n: number }>`select count(*)::int as n from payout_tax where tax > 0`.execute(tx.db),
  );
  return rows[0]!.n;
}

it("what anybody was paid and has is what it earned, and no balance is ever below zero", async () => {
  let [confirmed, adjusted, taxed] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(fc.array(inputs, { minLength: 30, maxLength: 90 }), async (commands) => {
      const network = await served.network();
      await fillNetwork(network, { plan: { ...PLAN, rules: [{ kind: "SELLER", rate: "0.9" }] } });
      await publishAll(network, TERMS_KIND, [{ document: TERMS }], 0);
      const tokens = Array.from({ length: SOCKETS }, (_, n) =>
        tokenFor(network, { role: "ADMIN", sub: `admin-${n}` }),
      );
      const clients = (await Promise.all(tokens)).map((token) => {
        const connectionParams = { authorization: `Bearer ${token}` };
        return createClient({ url: served.socketUrl, webSocketImpl: WebSocket, connectionParams });
      });
      try {
        await run(clients[0]!, { orderSettle: { n: "first", quantity: 50 } });
        // Each socket sends its own one after another, all sockets at once; first all ask for more
        // together than there is.
        const turns = clients.map(async (client, socket) => {
          await run(client, { payoutRequest: { n: socket, amount: "25.00", toSupplier: false } });
          const own = commands.filter((_, n) => n % SOCKETS === socket);
          for (const command of own) await run(client, command);
        });
        await Promise.all(turns);
        expect((await verifyNetwork(network)).mismatches).toEqual([]);
        expect(await overdrawn(network)).toEqual([]);
        for (const { payee, earned, paid, has } of await moneyOf(network)) {
          expect([payee, BigInt(paid) + BigInt(has)]).toEqual([payee, BigInt(earned)]);
          confirmed += Number(paid);
        }
        adjusted += await countAdjusted(network);
        taxed += await countTaxed(network);
      } finally {
        for (const client of clients) await client.dispose();
      }
    }),
    // What depends on who comes first shrinks to nothing.
    { numRuns: 12, endOnFailure: true },
  );
  // The runs are of something.
  expect([confirmed > 0, adjusted > 0, taxed > 0]).toEqual([true, true, true]);
}, 120_000);
