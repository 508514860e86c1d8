// What `watch` asks of the API: by role the subscriptions that tell of events, and the query that reads them.
import type { Role } from "../../platform/graphql/context.ts";

/** Events that one query reads. */
const PAGE = 100;

/** An event as it is printed; `cursor` is where to go on. */
export interface WatchedEvent {
  /** The name of its subscription. */
  readonly event: string;
  readonly cursor: string;
}

export interface EventsPage {
  readonly events: {
    readonly edges: readonly { readonly node: WatchedEvent }[];
    readonly pageInfo: { readonly hasNextPage: boolean };
  };
}

const STAFF = {
  subscriptions: [
    "settlementPosted",
    "earningPosted",
    "tierChanged",
    "alertRaised",
    "payoutChanged",
  ],
  sale: "seller { code } supplier { code } gross { amount asset }",
};

/** What a role may subscribe to, and what it may see of a sale beside its ref, product and quantity. */
const BY_ROLE: Readonly<Record<Role, { subscriptions: readonly string[]; sale: string }>> = {
  ...{ ADMIN: STAFF, FINANCE: STAFF, AUDITOR: STAFF },
  SUPPLIER: { subscriptions: ["settlementPosted", "payoutChanged"], sale: "supplier { code }" },
  DISTRIBUTOR: {
    subscriptions: ["earningPosted", "tierChanged", "payoutChanged"],
    sale: "seller { code }",
  },
};

/** The role's subscriptions by name, each with only the cursor: what happened is read in its order. */
export function subscriptionsOf(role: Role): { name: string; query: string }[] {
  return BY_ROLE[role].subscriptions.map((name) => {
    return { name, query: `subscription ($after: Cursor) { ${name}(after: $after) { cursor } }` };
  });
}

/** The events of all kinds after a cursor, in their one order. */
export function eventsQuery(role: Role): string {
  const sale = `ref product { code } quantity ${BY_ROLE[role].sale}`;
  return `query ($after: Cursor) {
    events(first: ${PAGE}, after: $after) {
      edges { node {
        event: __typename cursor occurredAt recordedAt settlement { ${sale} }
        ... on EarningPosted { distributor { code } amount { amount asset } balance { amount asset } }
        ... on TierChanged { distributor { code } from to }
        ... on PayoutChanged { status tax { amount asset } net { amount asset } payout { ref amount { amount asset } } }
        ... on AlertRaised { gap { amount asset } }
      } }
      pageInfo { hasNextPage }
    }
  }`;
}
