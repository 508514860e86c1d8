// Parses the payee of a payout, a distributor or a supplier, and finds its id.
import { findSuppliersByCode } from "../../../catalog/index.ts";
import type { Tx } from "../../../database/database.ts";
import { parseCode } from "../../../kernel/code.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { getDistributor } from "../../../network/index.ts";
import type { Payee } from "../engine/payout.ts";

/** Exactly one of the two codes is given. */
export interface PayeeText {
  readonly distributor?: string | null | undefined;
  readonly supplier?: string | null | undefined;
}

/** Exactly one of the two ids is null. */
export interface PayeeIds {
  readonly distributorId: number | null;
  readonly supplierId: number | null;
}

/** The payee of a request; throws `INVALID` if none or both are given. */
export function payeeOf({ distributor, supplier }: PayeeText): Payee {
  if (distributor != null && supplier == null) {
    return { kind: "DISTRIBUTOR", code: parseCode(distributor, "distributor") };
  }
  if (supplier != null && distributor == null) {
    return { kind: "SUPPLIER", code: parseCode(supplier, "supplier") };
  }
  throw new Refusal("INVALID", "distributor: give either distributor or supplier", "distributor");
}

/** The row id of a payee; throws `NOT_FOUND`. */
export async function idsOf(tx: Tx, { kind, code }: Payee): Promise<PayeeIds> {
  if (kind === "DISTRIBUTOR") {
    const { id } = await getDistributor(tx, code, "distributor");
    return { distributorId: id, supplierId: null };
  }
  const [supplier] = await findSuppliersByCode(tx, [code]);
  if (supplier !== undefined) return { distributorId: null, supplierId: supplier.id };
  throw new Refusal(
    "NOT_FOUND",
    `supplier: supplier ${JSON.stringify(code)} does not exist`,
    "supplier",
  );
}
