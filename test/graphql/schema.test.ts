// The committed schema and what is generated from it are those of the code, and keep the promised names.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { type GraphQLNamedType, isInputObjectType, isObjectType } from "graphql";
import { expect, test } from "vitest";
import { buildSchema } from "../../src/platform/graphql/schema.ts";
import { schemaText } from "../support/schema-text.ts";

const schema = buildSchema();

test("schema.graphql is up to date: npm run schema writes it", async () => {
  expect(await readFile("schema/schema.graphql", "utf8")).toBe(schemaText(schema));
});

test("the typed operations are up to date: npm run codegen writes them", async () => {
  const check = promisify(execFile)("npx", [
    ...["graphql-codegen", "--config", "codegen.yml", "--check"],
  ]);
  await expect(check).resolves.toBeDefined();
});

function fieldsOf(name: string): string[] {
  const type: GraphQLNamedType | undefined = schema.getType(name);
  return isObjectType(type) || isInputObjectType(type) ? Object.keys(type.getFields()) : [];
}

test.each([
  [
    "Query",
    "network node me distributor distributors tier plan plans order orders settlement ledgerAccount ledgerAccounts ledgerTransactions trialBalance supplier suppliers events simulateOrder simulation windowCloses custody period export payout payouts terms adjustment adjustments statement statements difference differences taxReport taxIdentities",
  ],
  [
    "Distributor",
    "code name tier status parent children upline team volumes balance earnings earningsBy tierHistory tierFloor nextTier",
  ],
  [
    "Mutation",
    "distributorEnroll distributorMove distributorSetStatus distributorSetTier distributorSetWithheld windowClose planPublish ladderPublish orderSettle ordersSettle orderRefund simulationStart depositRecord custodyTopUp periodClose periodReopen exportCreate payoutRequest payoutApprove payoutConfirm payoutFail payoutCancel termsPublish statementImport differenceExplain differencesMatch adjustmentPost adjustmentApprove adjustmentReject taxIdentitySet",
  ],
  [
    "Subscription",
    "settlementPosted earningPosted tierChanged rebateAccrued alertRaised payoutChanged",
  ],
  ["UserError", "field message code"],
  ["Money", "amount asset"],
  ["Team", "size depth"],
])("%s has the names that scripts depend on", (type, names) => {
  expect(fieldsOf(type)).toEqual(expect.arrayContaining(names.split(" ")));
});

test("every mutation takes one input, named after it, and gives a payload with userErrors", () => {
  for (const [name, field] of Object.entries(schema.getMutationType()!.getFields())) {
    const stem = name[0]!.toUpperCase() + name.slice(1);
    expect(field.args.map((arg) => `${arg.name}: ${arg.type}`)).toEqual([`input: ${stem}Input!`]);
    expect(String(field.type)).toBe(`${stem}Payload!`);
    expect(fieldsOf(`${stem}Payload`)).toContain("userErrors");
  }
});

test("every subscription takes a cursor, and its events carry their own", () => {
  for (const field of Object.values(schema.getSubscriptionType()!.getFields())) {
    expect(field.args.map((arg) => `${arg.name}: ${arg.type}`)).toEqual(["after: Cursor"]);
    expect(fieldsOf(String(field.type).replace("!", ""))).toContain("cursor");
  }
});
