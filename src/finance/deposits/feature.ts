// Deposits and top-ups: what is paid into custody.
import type { Feature } from "../../platform/feature.ts";
import { besideTheBook } from "../../platform/verifier.ts";
import { addDeposit } from "./cli/deposit.ts";
import { CUSTODY_TOP_UP, DEPOSIT } from "./kinds.ts";
import { verifyDeposits } from "./store/verify-deposits.ts";

export const deposits: Feature = {
  name: "finance/deposits",
  transactionKinds: [DEPOSIT, CUSTODY_TOP_UP],
  verifiers: [besideTheBook(verifyDeposits)],
  commands: [addDeposit],
  api: () => import("./api/api.ts"),
};
