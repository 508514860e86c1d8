// Volumes as `verify` sums them up again from orders and refunds.

/** By `<distributor id> <month>`, in minor units. */
export type Volumes = Map<string, { personal: bigint; team: bigint }>;
