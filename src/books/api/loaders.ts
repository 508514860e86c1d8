// What books reads for many fields at once.

import { balancesOf } from "../../ledger/balances.ts";
import { balancesAt } from "../../ledger/balances-at.ts";
import { causesOf, findTransactionsBySeq, postingsOf } from "../../ledger/read.ts";
import { accountBalancesOn } from "../../ledger/read-account-statement.ts";
import { findAccountsById } from "../../ledger/read-accounts.ts";
import { loader } from "../../platform/graphql/loader.ts";
import { findAssetsByCode, recallAsset } from "../store/assets.ts";

export const assetsLoader = loader(findAssetsByCode, undefined, recallAsset);
/** The balance of an account in the settlement asset, by account name; debits are positive. */
export const balancesLoader = loader((tx, names: readonly string[], { settings }) =>
  balancesOf(tx, settings.asset.code, names),
);
/** The balance of an account at a moment. */
export const balancesAtLoader = loader(balancesAt, (key) => JSON.stringify(key));
export const accountsLoader = loader(findAccountsById);
/** The balance of an account at the end of a day. */
export const accountBalancesOnLoader = loader(
  accountBalancesOn,
  ({ accountId, day }) => `${accountId} ${day}`,
);
export const causesLoader = loader(causesOf);
export const transactionsLoader = loader(findTransactionsBySeq);
export const postingsLoader = loader(postingsOf);
