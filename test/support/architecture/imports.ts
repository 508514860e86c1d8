// Reads the imports of a source tree: which file imports which, and which packages.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

/** The folders of the repository whose imports are checked. */
const FOLDERS = ["src", "seeds", "migrations"];

const IMPORT =
  /^(?:import|export)\s[^"';]*?from\s+"([^"]+)"|^import\s+"([^"]+)"|import\("([^"]+)"\)/gm;

export interface Imports {
  /** Files, as paths from the root of the repository. */
  readonly files: readonly string[];
  /** Packages, as they are named. */
  readonly packages: readonly string[];
}

/** What each file below `root` imports, by the file's path from there; also types, also late. */
export function readImports(root: string): Map<string, Imports> {
  const files = FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => posix.join(folder, file)),
  );
  return new Map(files.map((file) => [file, importsOf(root, file)]));
}

function importsOf(root: string, file: string): Imports {
  const text = readFileSync(join(root, file), "utf8");
  const targets = [...text.matchAll(IMPORT)].map((match) => (match[1] ?? match[2] ?? match[3])!);
  const isFile = (target: string) => target.startsWith(".");
  return {
    files: targets.filter(isFile).map((target) => posix.join(dirname(file), target)),
    packages: targets.filter((target) => !isFile(target)),
  };
}
