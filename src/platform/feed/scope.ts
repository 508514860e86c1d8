// Whose events: all of the network's, or those of one party that the chart of accounts knows.

/** One party's: a distributor's earnings and team, or a supplier's sales and bonuses. */
export type PartyScope = { readonly distributorId: number } | { readonly supplierId: number };

export type Scope = { readonly all: true } | PartyScope;
