// How much each row of the benchmark does: in full, and in the few seconds that CI has.

export interface Sizes {
  /** Distributors of the network that settles. */
  readonly distributors: number;
  /** Orders of the file that is settled. */
  readonly orders: number;
  /** Orders of that file that the yardstick writes one by one. */
  readonly ordersOneByOne: number;
  /** Mutations of 1,000 orders. */
  readonly batches: number;
  /** Subscribers, and the orders a second that they watch. */
  readonly subscribers: number;
  readonly watchedRate: number;
  /** Distributors that are imported. */
  readonly imported: number;
  /** How long a load lasts, and before that a load that is not measured. */
  readonly seconds: number;
  readonly warmSeconds: number;
  /** How long three times as many orders as can be settled are sent. */
  readonly floodSeconds: number;
  /** The size of pgbench's database: not below its clients, or they wait for each other. */
  readonly tpcBScale: number;
  /** Whether the server is also started on a new data folder, where it loads the demo. */
  readonly startsDemo: boolean;
}

export const FULL: Sizes = {
  distributors: 100_000,
  orders: 200_000,
  ordersOneByOne: 5_000,
  batches: 30,
  subscribers: 1_000,
  watchedRate: 50,
  imported: 1_000_000,
  seconds: 10,
  warmSeconds: 3,
  floodSeconds: 60,
  tpcBScale: 20,
  startsDemo: true,
};

export const QUICK: Sizes = {
  distributors: 2_000,
  orders: 4_000,
  ordersOneByOne: 300,
  batches: 2,
  subscribers: 50,
  watchedRate: 50,
  imported: 5_000,
  seconds: 1,
  warmSeconds: 0.2,
  floodSeconds: 2,
  tpcBScale: 1,
  startsDemo: false,
};
