// Exports: the journal as files that other programs read.
import type { Feature } from "../../platform/feature.ts";
import { addExport, addVoucherMapping } from "./cli/export.ts";
import { addStatement } from "./cli/statement.ts";
import { EXPORT } from "./store/exports.ts";

export const exports: Feature = {
  name: "finance/exports",
  jobs: [EXPORT],
  commands: [addExport, addVoucherMapping, addStatement],
  api: () => import("./api/api.ts"),
};
