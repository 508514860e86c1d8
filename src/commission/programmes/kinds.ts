// The kinds of transactions that programmes write.
import { act } from "../../ledger/kind.ts";

export const PROGRAMME = act("PROGRAMME", "A volume programme was published.");
export const PROGRAMME_WITHDRAWAL = act("PROGRAMME_WITHDRAWAL");
export const PROGRAMME_CLOSE = act("PROGRAMME_CLOSE", "A period of a volume programme was closed.");
