// The migrations of a network, in the order in which they are applied.
import { M20261121BookTreeSettlement } from "./2026-11-21-book-tree-settlement.ts";

export const migrations = [M20261121BookTreeSettlement];
