// Who is paid, by one of two codes: a distributor or a supplier.
import { findSuppliersByCode } from "../../../catalog/store/read-goods.ts";
import type { Tx } from "../../../database/database.ts";
import { parseCode } from "../../../kernel/code.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { getDistributor } from "../../../network/store/distributors.ts";
import type { Payee } from "../engine/payout.ts";

/** One of the two. */
export interface PayeeText {
  readonly distributor?: string | null | undefined;
  readonly supplier?: string | null | undefined;
}

/** One of the two is null. */
export interface PayeeIds {
  readonly distributorId: number | null;
  readonly supplierId: number | null;
}

/** The payee that a text names; throws `INVALID` for none and for two. */
export function payeeOf({ distributor, supplier }: PayeeText): Payee {
  if (distributor != null && supplier == null) {
    return { kind: "DISTRIBUTOR", code: parseCode(distributor, "distributor") };
  }
  if (supplier != null && distributor == null) {
    return { kind: "SUPPLIER", code: parseCode(supplier, "supplier") };
  }
  throw new Refusal(
    "INVALID",
    "distributor: name either a distributor or a supplier",
    "distributor",
  );
}

/** Its id, as rows have it; throws `NOT_FOUND`. */
export async function idsOf(tx: Tx, { kind, code }: Payee): Promise<PayeeIds> {
  if (kind === "DISTRIBUTOR") {
    const { id } = await getDistributor(tx, code, "distributor");
    return { distributorId: id, supplierId: null };
  }
  const [supplier] = await findSuppliersByCode(tx, [code]);
  if (supplier !== undefined) return { distributorId: null, supplierId: supplier.id };
  throw new Refusal("NOT_FOUND", `supplier: no supplier ${JSON.stringify(code)}`, "supplier");
}
