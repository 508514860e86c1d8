// Finds cycles of imports: among files, and among the folders and files of one folder, at any depth.
import type { Imports } from "./imports.ts";

type Graph = ReadonlyMap<string, readonly string[]>;

/** One line for each cycle of files, and each cycle of the parts of a folder. */
export function findCycles(graph: ReadonlyMap<string, Imports>): string[] {
  const files = new Map([...graph].map(([file, imports]) => [file, imports.files]));
  const folders = [...partsByFolder(files)].flatMap(([folder, parts]) =>
    cyclesOf(parts).map((cycle) => `a cycle in ${folder || "."}: ${cycle}`),
  );
  return [...cyclesOf(files).map((cycle) => `a cycle: ${cycle}`), ...folders];
}

// An import from src/a/b/c.ts to src/a/d/e.ts is one from b to d in the folder src/a.
function partsByFolder(files: Graph): Map<string, Map<string, string[]>> {
  const folders = new Map<string, Map<string, string[]>>();
  for (const [file, targets] of files) {
    for (const target of targets) {
      const [from, to] = [file.split("/"), target.split("/")];
      const depth = from.findIndex((part, index) => part !== to[index]);
      if (depth < 0) continue;
      const folder = from.slice(0, depth).join("/");
      const parts = folders.get(folder) ?? new Map<string, string[]>();
      parts.set(from[depth]!, [...(parts.get(from[depth]!) ?? []), to[depth]!]);
      folders.set(folder, parts);
    }
  }
  return folders;
}

function cyclesOf(graph: Graph): string[] {
  const done = new Set<string>();
  const found = new Set<string>();
  const visit = (one: string, trail: readonly string[]) => {
    const start = trail.indexOf(one);
    if (start >= 0) found.add([...trail.slice(start), one].join(" → "));
    if (start >= 0 || done.has(one)) return;
    for (const target of graph.get(one) ?? []) visit(target, [...trail, one]);
    done.add(one);
  };
  for (const one of graph.keys()) visit(one, []);
  return [...found];
}
