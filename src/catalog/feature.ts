// The catalogue: products and their suppliers.
import type { Feature } from "../platform/feature.ts";
import { besideTheBook } from "../platform/verifier.ts";
import { addImportProducts } from "./cli/import-products.ts";
import { PRODUCTS_IMPORT } from "./kinds.ts";
import { verifyCategories } from "./store/verify-categories.ts";

export const catalog: Feature = {
  name: "catalog",
  transactionKinds: [PRODUCTS_IMPORT],
  tables: { supplier: "OFFERED", product: "OFFERED", category_change: "OFFERED" },
  verifiers: [besideTheBook(verifyCategories, "categories that did not change")],
  commands: [addImportProducts],
  api: () => import("./api/api.ts"),
};
