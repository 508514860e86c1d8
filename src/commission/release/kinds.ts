// The kinds of transactions that release writes.
import { consequence } from "../../ledger/kind.ts";

export const RELEASE = consequence("RELEASE", "Pending earnings became available.");
