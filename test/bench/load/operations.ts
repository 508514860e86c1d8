// The operations that the load generator sends, and how a right answer to each is known.
import { distributorCode, orderOf } from "../trade.ts";

/** What the operations are made of. */
export interface Trade {
  readonly distributors: number;
  /** Makes the refs of this load differ from those of others. */
  readonly tag: string;
}

interface Operation {
  readonly query: string;
  /** The variables of the n-th request, from 0. */
  variables?(n: number, trade: Trade): Record<string, unknown>;
  isRight?(answer: string): boolean;
}

/** Orders of one `ordersSettle`: the most that it takes. */
export const BATCH = 1_000;

const USER_ERRORS = "userErrors { code message }";
/** The root's available balance: with levels to the top it is the account with the most entries. */
const STATEMENT_OF = `liabilities:distributor:${distributorCode(0)}:available`;

const ORDER: Operation = {
  query: `mutation ($input: OrderSettleInput!) { orderSettle(input: $input) {
    ${USER_ERRORS} order { ref }
    settlement { ref gross { amount } shares { amount { amount } reason } } } }`,
  // The time of sending is in the ref: subscribers compute their lag from it.
  variables: (n, { tag, distributors }) => ({
    input: { ref: `${tag}-${n}-${Date.now()}`, ...orderOf(n, distributors) },
  }),
  isRight: (answer) => answer.includes('"userErrors":[]'),
};

const ORDERS: Operation = {
  query: `mutation ($input: OrdersSettleInput!) { ordersSettle(input: $input) {
    ${USER_ERRORS} results { ref outcome settlement { ref gross { amount } } } } }`,
  variables: (n, { tag, distributors }) => ({
    input: {
      orders: Array.from({ length: BATCH }, (_, k) => ({
        ref: `${tag}-${n}-${k}`,
        ...orderOf(n * BATCH + k, distributors),
      })),
    },
  }),
  isRight: (answer) => answer.split('"outcome":"SETTLED"').length - 1 === BATCH,
};

export const OPERATIONS = {
  order: ORDER,
  orders: ORDERS,
  emptyMutation: { query: "mutation { __typename }" },
  emptyQuery: { query: "{ __typename }" },
  lookUp: {
    query: "query ($code: String!) { distributor(code: $code) { code name } }",
    variables: (n, { distributors }) => ({ code: distributorCode((n * 7_919) % distributors) }),
    isRight: (answer) => answer.includes('"name":"Distributor '),
  },
  page: {
    query: `{ distributors(first: 100) { nodes {
      code parent { code } team { size } balance { available { amount } } } } }`,
    isRight: (answer) => answer.split('"available"').length - 1 === 100,
  },
  rootTeam: {
    query: `{ distributor(code: "${distributorCode(0)}") { code team { size depth } } }`,
    isRight: (answer) => answer.includes('"depth":'),
  },
  statement: {
    query: `{ ledgerAccount(name: "${STATEMENT_OF}") {
      statement(from: "2026-10-01", to: "2026-10-31") { opening { amount } closing { amount }
        entries(first: 100) { nodes {
          date amount { amount } balance { amount } transaction { seq ref kind } } } } } }`,
    isRight: (answer) => answer.split('"ref":').length - 1 === 100,
  },
  compliance: {
    query: `{ complianceReport(from: "2026-10-01", to: "2026-10-31") {
      orders levelPayments { level } chainsAtMeasure } }`,
    isRight: (answer) => answer.includes('"orders":'),
  },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

export function bodyOf(name: OperationName, n: number, trade: Trade): string {
  const { query, variables }: Operation = OPERATIONS[name];
  return JSON.stringify({ query, variables: variables?.(n, trade) });
}

export function isRight(name: OperationName, answer: string): boolean {
  const operation: Operation = OPERATIONS[name];
  return !answer.includes('"errors":') && (operation.isRight?.(answer) ?? true);
}
