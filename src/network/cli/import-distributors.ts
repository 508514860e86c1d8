// `tributary import distributors`: a tree of distributors from CSV.
import { importCommand } from "../../platform/cli/import-command.ts";
import { importDistributors } from "../store/import-distributors.ts";

export const addImportDistributors = importCommand({
  what: "distributors",
  help: `A row's parent may come after it, or be in the network already; an empty one makes it a root.
An empty name is the code, an empty tier the ladder's lowest, an empty status ACTIVE, an empty time now.
A code that is there already with the same parent and name is left as it is.`,
  columns: ["code", "parent", "name", "tier", "status", "joined_at"],
  run: importDistributors,
});
