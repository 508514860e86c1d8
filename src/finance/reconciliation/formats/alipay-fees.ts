// Alipay's fees are rows of their own: each is put to the payment or refund that it is for.
import type { StatementLine } from "./statement.ts";

/** A row of the account, with what tells what it is of. */
export interface Movement extends StatementLine {
  /** 业务类型: 在线支付, 交易退款, 收费, 退费, 提现 and others. */
  readonly type: string;
  /** Whose fee a row may be. */
  readonly order: string;
}

const FEE = /收费|退费|服务费/;

/** The lines of the rows: a fee without its payment in the same file stays a line of its own. */
export function foldFees(movements: readonly Movement[]): StatementLine[] {
  const payments = Map.groupBy(
    movements.filter(({ type, order }) => !FEE.test(type) && order !== ""),
    ({ order }) => order,
  );
  const fees = new Map<Movement, bigint>();
  const alone = movements.filter((movement) => {
    if (!FEE.test(movement.type)) return true;
    // A fee goes out where money came in, and comes back where money went out.
    const payment = payments
      .get(movement.order)
      ?.find((one) => one.amountMinor < 0n !== movement.amountMinor < 0n && !fees.has(one));
    if (payment !== undefined) fees.set(payment, -movement.amountMinor);
    return payment === undefined;
  });
  return alone.map((movement) => {
    const { type: _, order: __, ...line } = movement;
    return { ...line, feeMinor: fees.get(movement) ?? null };
  });
}
