// `tributary import products`: a catalogue of products from CSV.
import { importCommand } from "../../platform/cli/import-command.ts";
import { importProducts } from "../store/import-products.ts";

export const addImportProducts = importCommand({
  what: "products",
  help: "A product that already exists is updated; a supplier that does not exist is created.",
  columns: ["code", "name", "category", "supplier", "supply_price", "list_price"],
  run: importProducts,
});
