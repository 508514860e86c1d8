// Exports: the journal as files that other programs read.
import type { Feature } from "../../platform/feature.ts";
import { addAccountStatement } from "./cli/account-statement.ts";
import { addExport, addVoucherMapping } from "./cli/export.ts";
import { EXPORT } from "./store/exports.ts";

export const exports: Feature = {
  name: "finance/exports",
  jobs: [EXPORT],
  commands: [addExport, addVoucherMapping, addAccountStatement],
  api: () => import("./api/api.ts"),
};
