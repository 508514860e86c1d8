// Runs exports in the background, a few at once, and keeps each file for a limited time.
import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Network } from "../../../database/database.ts";
import { Refusal, Refusals } from "../../../kernel/errors.ts";
import { exportBook } from "./export-book.ts";
import type { Manifest } from "./manifest.ts";
import type { ExportRequest } from "./request.ts";

/** Most exports that run at once; another request is refused with `BUSY`. */
const MAX_RUNNING = 2;
/** Most exports that are kept; the oldest finished export is removed for a new one. */
const MAX_KEPT = 20;
/** One hour, enough time to download a large file twice. */
const KEEP_MS = 3_600_000;

export const EXPORT_STATUSES = ["RUNNING", "DONE", "FAILED"] as const;
export type ExportStatus = (typeof EXPORT_STATUSES)[number];

export interface Export {
  readonly id: string;
  /** The subject of the requesting token; only this subject may read the export. */
  readonly owner: string;
  readonly request: ExportRequest;
  status: ExportStatus;
  /** The part that is written, from 0 to 1. */
  progress: number;
  /** Set when the export is done. */
  manifest: Manifest | undefined;
  /** The reason of a failure. */
  failure: string | undefined;
  /** When the export expires, in epoch milliseconds; undefined while it is running. */
  expiresAt: number | undefined;
}

interface Kept {
  readonly schema: string;
  readonly one: Export;
  file?: string;
  expiry?: NodeJS.Timeout;
}

export class Exports {
  readonly #keepMs: number;
  /** By id, in the order in which they were started. */
  readonly #kept = new Map<string, Kept>();
  readonly #running = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #folder: Promise<string> | undefined;
  /** Called for an unexpected failure, with its network. */
  onFault: (network: string, fault: unknown) => void = () => {};

  /** `keepMs`: how long an export is kept after its end. */
  constructor(keepMs = KEEP_MS) {
    this.#keepMs = keepMs;
  }

  /** Starts an export for `owner`. Throws `BUSY` if too many exports run. */
  start(network: Network, owner: string, request: ExportRequest): Export {
    if (this.#running.size >= MAX_RUNNING || this.#closing.signal.aborted) {
      throw new Refusal("BUSY", `${MAX_RUNNING} exports are already running; try again later`);
    }
    const nothing = { manifest: undefined, failure: undefined, expiresAt: undefined };
    const id = randomUUID();
    const one: Export = { id, owner, request, status: "RUNNING", progress: 0, ...nothing };
    const kept: Kept = { schema: network.schema, one };
    this.#makeRoom();
    this.#kept.set(id, kept);
    const running = this.#make(network, kept);
    this.#running.add(running);
    running.finally(() => this.#running.delete(running));
    return one;
  }

  /** An export of a network, for its owner only; undefined after it has expired. */
  find(network: Network, owner: string, id: string): Export | undefined {
    return this.#own(network, owner, id)?.one;
  }

  /** The file of a finished export. */
  findFile(network: Network, owner: string, id: string): string | undefined {
    const kept = this.#own(network, owner, id);
    return kept?.one.status === "DONE" ? kept.file : undefined;
  }

  /** Stops the running exports, accepts no new ones, and removes every file. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#running);
    for (const { expiry } of this.#kept.values()) clearTimeout(expiry);
    this.#kept.clear();
    if (this.#folder !== undefined) await rm(await this.#folder, { recursive: true, force: true });
  }

  #own(network: Network, owner: string, id: string): Kept | undefined {
    const kept = this.#kept.get(id);
    return kept?.schema === network.schema && kept.one.owner === owner ? kept : undefined;
  }

  async #make(network: Network, kept: Kept): Promise<void> {
    const { one } = kept;
    const { signal } = this.#closing;
    try {
      // Only the user of this process can read the folder.
      this.#folder ??= mkdtemp(join(tmpdir(), "tributary-exports-"));
      const file = join(await this.#folder, one.id);
      kept.file = file;
      const onWritten = (done: number, total: number) => {
        one.progress = total === 0 ? 0 : done / total;
      };
      const sink = createWriteStream(file, { mode: 0o600 });
      one.manifest = await exportBook(network, one.request, sink, { signal, onWritten });
      one.progress = 1;
      one.status = "DONE";
    } catch (fault) {
      const isRefused = fault instanceof Refusal || fault instanceof Refusals;
      one.failure = isRefused ? fault.message : "internal error; see the server log";
      one.status = "FAILED";
      if (!isRefused && !signal.aborted) this.onFault(network.settings.name, fault);
    }
    one.expiresAt = Date.now() + this.#keepMs;
    kept.expiry = setTimeout(() => this.#forget(kept), this.#keepMs).unref();
  }

  #makeRoom(): void {
    const ended = [...this.#kept.values()].find(({ one }) => one.status !== "RUNNING");
    if (this.#kept.size >= MAX_KEPT && ended !== undefined) this.#forget(ended);
  }

  #forget({ schema, one, file, expiry }: Kept): void {
    clearTimeout(expiry);
    this.#kept.delete(one.id);
    if (file === undefined) return;
    rm(file, { force: true }).catch((fault: unknown) => this.onFault(schema, fault));
  }
}
