// Writes an export and its manifest: to standard output, or to a file that gets its name only when it is complete.
import { open, rename, rm, writeFile } from "node:fs/promises";
import type { Network } from "../../../database/database.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { naming } from "../../../platform/cli/faults.ts";
import { withProgress } from "../../../platform/cli/progress.ts";
import { complain, type Shell, withNetwork } from "../../../platform/cli/shell.ts";
import { sparingMemory } from "../../../platform/small-memory.ts";
import type { Manifest } from "../journal/manifest.ts";
import type { ExportRequest } from "../journal/request.ts";
import { exportBook } from "../store/export-book.ts";

/** An incomplete file has this suffix. */
const PARTIAL = ".part";
/** The manifest has the name of the file with this suffix. */
export const MANIFEST = ".manifest.json";

/** Exports to the file `out`, or, without it, to standard output with the manifest on stderr. */
export function runExport(
  shell: Shell,
  network: string,
  request: ExportRequest,
  out: string | undefined,
): Promise<void> {
  return withNetwork(shell, network, (opened) =>
    sparingMemory(() => run(shell, opened, request, out)),
  );
}

async function run(
  shell: Shell,
  network: Network,
  request: ExportRequest,
  out: string | undefined,
): Promise<void> {
  if (out === undefined) {
    const manifest = await exportBook(network, request, shell.stdout, { keepOpen: true });
    return complain(shell, JSON.stringify(manifest));
  }
  const manifest = await naming(out, () => writeWhole(shell, network, request, out));
  const { lines, transactions, sha256 } = manifest;
  // A trial balance has a line for each account, and no transactions.
  const of = lines > 0 && transactions === 0 ? "" : ` of ${transactions} transactions`;
  complain(shell, `${out}: ${lines} lines${of}, SHA-256 ${sha256}`);
}

/** Writes a file, which gets its name only when it is complete, and its manifest. */
async function writeWhole(
  shell: Shell,
  network: Network,
  request: ExportRequest,
  out: string,
): Promise<Manifest> {
  const partial = `${out}${PARTIAL}`;
  const signal = shell.interrupted();
  const file = await open(partial, "w").catch(refuse);
  try {
    const manifest = await withProgress(shell, out, (onWritten) =>
      exportBook(network, request, file.createWriteStream(), { signal, onWritten }),
    );
    await writeFile(`${out}${MANIFEST}`, textOf(manifest));
    await rename(partial, out);
    return manifest;
  } catch (error) {
    if (signal.aborted) throw new Refusal("INVALID", "interrupted; nothing was exported");
    throw error;
  } finally {
    await rm(partial, { force: true });
  }
}

function refuse(error: Error): never {
  throw new Refusal("INVALID", `cannot be written: ${error.message}`);
}

function textOf(manifest: Manifest): string {
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}
