// The kinds of transactions that notes write.
import { act } from "../../../src/ledger/kind.ts";

export const NOTE = act("NOTE");
export const NOTE_REMOVAL = act("NOTE_REMOVAL");
