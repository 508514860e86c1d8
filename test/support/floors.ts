// Reads the imports of a source tree, and says which of them break the floors of the house.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** The rooms from the ground up: a file imports from its own room and from lower ones only. */
export const FLOORS = [
  ["kernel"],
  ["ledger/chart"],
  ["engine"],
  ["database", "files"],
  ["platform"],
  ["ledger"],
  ["catalog"],
  ["network"],
  ["settlement"],
  ["finance"],
  ["events", "compliance"],
  ["graphql"],
  [""],
  ["cli"],
] as const;

/** What a room may take from npm; a room that is not named may take anything. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  kernel: ["decimal.js"],
  "ledger/chart": [],
  engine: ["zod"],
};

const IMPORT =
  /^(?:import|export)\s[^"';]*?from\s+"([^"]+)"|^import\s+"([^"]+)"|import\("([^"]+)"\)/gm;

/** Every broken floor, file with a wrong package and circle below `root`, a line for each. */
export function brokenFloors(root: string): string[] {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.tsx?$/.test(file),
  );
  const graph = new Map(files.map((file) => [file, importsOf(root, file)]));
  const broken = [...graph].flatMap(([file, targets]) =>
    targets.flatMap((target) => {
      const why = target.startsWith("npm:")
        ? wrongPackage(file, target.slice(4))
        : wrongFloor(file, target);
      return why ? [`${file} imports ${target.replace("npm:", "")}: ${why}`] : [];
    }),
  );
  return [...broken, ...circles(graph)];
}

function importsOf(root: string, file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(IMPORT)].map((match) => {
    const target = (match[1] ?? match[2] ?? match[3])!;
    return target.startsWith(".")
      ? relative(root, resolve(root, dirname(file), target))
      : `npm:${target}`;
  });
}

/** Rooms within rooms, which lie lower: the engine names accounts, and does not know the book. */
const INNER = ["ledger/chart"];

function roomOf(file: string): string {
  const inner = INNER.find((room) => file.startsWith(`${room}/`));
  if (inner !== undefined) return inner;
  return file.includes("/") ? file.slice(0, file.indexOf("/")) : "";
}

function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => (rooms as readonly string[]).includes(room));
}

function wrongFloor(file: string, target: string): string | undefined {
  if (target.startsWith("..")) return undefined;
  const [from, to] = [roomOf(file), roomOf(target)];
  if (from === to) return undefined;
  if (floorOf(from) < 0) return `the room ${from} is on no floor`;
  if (floorOf(to) < 0) return `the room ${to} is on no floor`;
  return floorOf(to) < floorOf(from) ? undefined : `${to || "the entrance"} is not below ${from}`;
}

function wrongPackage(file: string, name: string): string | undefined {
  const allowed = PACKAGES[roomOf(file)];
  if (allowed === undefined || allowed.includes(name)) return undefined;
  return `${roomOf(file)} takes ${allowed.join(", ") || "nothing"} alone`;
}

function circles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, trail: readonly string[]) => {
    if (trail.includes(file))
      found.push(`a circle: ${[...trail.slice(trail.indexOf(file)), file].join(" → ")}`);
    if (done.has(file)) return;
    done.add(file);
    for (const target of graph.get(file) ?? [])
      if (graph.has(target)) visit(target, [...trail, file]);
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}
