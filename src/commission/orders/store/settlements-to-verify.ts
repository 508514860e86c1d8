// Reads settlements and their accruals for verification, page by page.
import { sql } from "kysely";
import { fetchPages } from "../../../database/cursor.ts";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { after } from "../../../ledger/since.ts";
import { accrualsOf } from "./accruals-to-verify.ts";

/** Settlements of one page: few enough that what is read dies young in the garbage collector. */
const PAGE = 250;

/** Lists are texts: taken apart one row at a time they are garbage at once, with the page they are not. */
export interface SettlementRow
  extends Row<"settlement", "seq" | "seller_id" | "month" | "quantity" | "unit_price">,
    Row<"settlement", "supply_price" | "channel_fee" | "platform" | "buyer" | "payment"> {
  // Null where the row is missing.
  readonly seller: string | null;
  readonly product: string | null;
  readonly supplier: string | null;
  readonly upline: string;
  readonly shares: string;
  readonly accruals: string;
}

const settlements = (since: number) => sql`
  select s.seq, s.seller_id, d.code as seller, p.code as product, u.code as supplier, s.month::text,
         s.quantity, s.unit_price, s.supply_price, s.channel_fee, s.platform, s.buyer, s.payment,
         s.upline::text, s.shares::text, ${accrualsOf(sql`s.seq`)} as accruals
    from settlement s
    left join distributor d on d.id = s.seller_id
    left join product p on p.id = s.product_id
    left join supplier u on u.id = s.supplier_id
   where ${after(sql`s.seq`, since)}
   order by s.seq`;

/** The settlements behind `since` in the order of their transactions. */
export function readSettlements(tx: Tx, since: number): AsyncGenerator<SettlementRow[]> {
  return fetchPages(tx, "settlements", settlements(since), PAGE);
}
