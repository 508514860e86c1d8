// A feature's manifest: everything that it adds to the product, as plain typed data and functions.

import type { EntityType, MigrationType } from "../database/orm.ts";
import type { FeatureCode } from "../kernel/errors.ts";
import type { TransactionKind } from "../ledger/kind.ts";
import type { AddCommand } from "./cli/program.ts";
import type { EventKind } from "./feed/event-kind.ts";
import type { FeatureApi } from "./graphql/feature-api.ts";
import type { Service } from "./services.ts";
import type { Verifier } from "./verifier.ts";

export interface Feature {
  /** Its folder below `src`. */
  readonly name: string;
  /** Why it refuses an input, beside the common codes. */
  readonly errorCodes?: readonly FeatureCode[];
  /** What its transactions are of. */
  readonly transactionKinds?: readonly TransactionKind[];
  /** The events that it reads off the book. */
  readonly events?: readonly EventKind[];
  /** Of tables whose rows are not money, for the unit of work; all other tables are read and written in SQL. */
  readonly entities?: readonly EntityType[];
  /** By their numbers: those of all features are applied in this order. */
  readonly migrations?: Readonly<Record<number, MigrationType>>;
  /** What it keeps running in a process. */
  readonly services?: readonly Service<unknown>[];
  /** What `verify` recomputes of its own. */
  readonly verifiers?: readonly Verifier[];
  /** Commands of the command line, in the order of the help. */
  readonly commands?: readonly AddCommand[];
  /** Loaded with the server alone: its modules take half a second, which no other command needs. */
  readonly api?: () => Promise<{ readonly api: FeatureApi }>;
}
