// The kinds of transactions that books write.
import { act } from "../ledger/kind.ts";

export const ASSET = act("ASSET", "An asset was added to the network.");
