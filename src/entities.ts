// Every table that a network has, for the ORM: an explicit list, since nothing is discovered.
import {
  CategoryChange,
  Ladder,
  Plan,
  Product,
  Programme,
  Supplier,
  Withdrawal,
} from "./catalog/entities.ts";
import { Asset, Settings } from "./database/entities.ts";
import {
  Account,
  Coverage,
  GapOpened,
  LedgerTransaction,
  Posting,
  Seal,
} from "./ledger/entities.ts";
import { Distributor, StatusChange } from "./network/entities.ts";
import {
  Accrual,
  ManualTier,
  Pending,
  ProgrammeClose,
  Refund,
  Release,
  Settlement,
  SupplierVolume,
  TierChange,
  Volume,
  WindowClose,
} from "./settlement/entities.ts";

export const entities = [
  Asset,
  Settings,
  Distributor,
  StatusChange,
  Supplier,
  Product,
  CategoryChange,
  Plan,
  Ladder,
  Programme,
  Withdrawal,
  Account,
  LedgerTransaction,
  Posting,
  Seal,
  Coverage,
  GapOpened,
  Settlement,
  TierChange,
  ManualTier,
  WindowClose,
  Volume,
  Pending,
  Release,
  Refund,
  SupplierVolume,
  Accrual,
  ProgrammeClose,
];
