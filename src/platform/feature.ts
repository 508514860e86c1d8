// A feature's manifest: everything that it adds to the product, as plain typed data and functions.

import type { EntityType, MigrationType } from "../database/orm.ts";
import type { Tables } from "../database/tables-of.ts";
import type { FeatureCode } from "../kernel/errors.ts";
import type { TransactionKind } from "../ledger/kind.ts";
import type { AddCommand } from "./cli/program.ts";
import type { EventKind } from "./feed/event-kind.ts";
import type { FeatureApi } from "./graphql/feature-api.ts";
import type { AnyJob } from "./jobs/define.ts";
import type { Service } from "./services.ts";
import type { Verifier } from "./verifier.ts";
import type { AnyTask } from "./workers/task.ts";

export interface Feature {
  /** Its folder below `src`. */
  readonly name: string;
  /** The codes of its refusals besides the common codes, with their meanings in the API. */
  readonly errorCodes?: Readonly<Record<FeatureCode, string>>;
  /** What its transactions are of. */
  readonly transactionKinds?: readonly TransactionKind[];
  /** The events that it reads off the book. */
  readonly events?: readonly EventKind[];
  /** Its tables in each network: which other features may read, and which are its own. */
  readonly tables?: Tables;
  /**
   * Of tables whose rows are not money, for the unit of work; all other tables are read and written
   * in SQL.
   */
  readonly entities?: readonly EntityType[];
  /** By their numbers: those of all features are applied in this order. */
  readonly migrations?: Readonly<Record<number, MigrationType>>;
  /** What it keeps running in a process. */
  readonly services?: readonly Service<unknown>[];
  /** Work beside requests: what people ask for, and what runs by itself. */
  readonly jobs?: readonly AnyJob[];
  /** Heavy work of requests, which worker processes do. */
  readonly tasks?: readonly AnyTask[];
  /** What `verify` recomputes of its data. */
  readonly verifiers?: readonly Verifier[];
  /** Commands of the command line, in the order of the help. */
  readonly commands?: readonly AddCommand[];
  /** Loaded with the server alone: its modules take half a second, which no other command needs. */
  readonly api?: () => Promise<{ readonly api: FeatureApi }>;
}
