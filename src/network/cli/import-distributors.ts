// `tributary import distributors`: a tree of distributors from CSV.
import { importCommand } from "../../platform/cli/import-command.ts";
import { sparingMemory } from "../../platform/small-memory.ts";
import { importDistributors } from "../store/import-distributors.ts";

export const addImportDistributors = importCommand({
  what: "distributors",
  help: `A row's parent may come later in the file, or already exist; a row without a parent is a root.
Defaults of empty cells: name: the code; tier: the lowest of the ladder; status: ACTIVE; joined_at: now.
A code that already exists with the same parent and name is skipped.`,
  columns: ["code", "parent", "name", "tier", "status", "joined_at"],
  run: (...args) => sparingMemory(() => importDistributors(...args)),
});
