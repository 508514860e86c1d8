// Exports as jobs: any server makes the file, and every server can send it until it expires.
import { Readable } from "node:stream";
import type { Network } from "../../../database/database.ts";
import { type Codec, defineJob, type JobKind, plainJson } from "../../../platform/jobs/define.ts";
import type { Jobs, JobView } from "../../../platform/jobs/jobs.ts";
import type { Manifest } from "../journal/manifest.ts";
import { parseMapping } from "../journal/mapping.ts";
import type { ExportRequest } from "../journal/request.ts";
import { exportBook } from "./export-book.ts";

const HOUR_MS = 3_600_000;

/** A mapping is kept as the document that it was made of. */
const REQUEST: Codec<ExportRequest> = {
  encode(request) {
    if (!("vouchers" in request)) return JSON.stringify(request);
    const { mapping, ...rest } = request.vouchers;
    return JSON.stringify({ ...request, vouchers: { ...rest, mapping: mapping.document } });
  },
  decode(text) {
    const request = JSON.parse(text);
    if (request.vouchers === undefined) return request;
    const { mapping, ...rest } = request.vouchers;
    return { ...request, vouchers: { ...rest, mapping: parseMapping(mapping) } };
  },
};

type ExportJob = JobKind<ExportRequest, Manifest>;

/** Kept for an hour: time to fetch a large file, and to fetch it again. */
export const EXPORT: ExportJob = defineJob({
  kind: "export",
  plural: "exports",
  perServer: 1,
  perNetwork: 2,
  maxAttempts: 3,
  maxMs: 4 * HOUR_MS,
  isHeavy: true,
  keepMs: HOUR_MS,
  keepCount: 20,
  input: REQUEST,
  result: plainJson<Manifest>(),
  run: ({ network, input, signal, onProgress, output }) =>
    exportBook(network, input, output, { signal, onWritten: onProgress }),
});

export const EXPORT_STATUSES = ["RUNNING", "DONE", "FAILED"] as const;
export type ExportStatus = (typeof EXPORT_STATUSES)[number];

export interface Export {
  readonly id: string;
  readonly request: ExportRequest;
  readonly status: ExportStatus;
  /** How much has been written, from 0 to 1. */
  readonly progress: number;
  /** Of one that is done. */
  readonly manifest: Manifest | undefined;
  /** Why it failed. */
  readonly failure: string | undefined;
  /** When it is forgotten, in epoch milliseconds; unknown while it is being made. */
  readonly expiresAt: number | undefined;
}

export class Exports {
  readonly #jobs: Jobs;
  readonly #kind: ExportJob;

  constructor(jobs: Jobs, kind = EXPORT) {
    this.#jobs = jobs;
    this.#kind = kind;
  }

  /** Starts one on behalf of `owner`, the subject of a token. Throws `BUSY` where enough of them run. */
  async start(network: Network, owner: string, request: ExportRequest): Promise<Export> {
    return exportOf(await this.#jobs.start(this.#kind, network, owner, request));
  }

  /** One of a network that its owner asks for; undefined once it is forgotten, and for anybody else. */
  async find(network: Network, owner: string, id: string): Promise<Export | undefined> {
    const job = await this.#jobs.find(this.#kind, network, id);
    return job?.owner === owner ? exportOf(job) : undefined;
  }

  /** The file of one that is done, to be read as fast as it is taken. */
  async readFile(network: Network, owner: string, id: string): Promise<Readable | undefined> {
    if ((await this.find(network, owner, id)) === undefined) return undefined;
    const pieces = await this.#jobs.readFile(this.#kind, network, id);
    return pieces === undefined ? undefined : Readable.from(pieces, { highWaterMark: 1 });
  }
}

function exportOf(job: JobView<ExportRequest, Manifest>): Export {
  const { id, input: request, status, progress, result: manifest, failure, expiresAt } = job;
  const about = { id, request, progress, manifest, failure, expiresAt };
  if (status === "CANCELLED") return { ...about, status: "FAILED", failure: "cancelled" };
  return { ...about, status: status === "WAITING" ? "RUNNING" : status };
}
