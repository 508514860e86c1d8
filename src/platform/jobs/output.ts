// The file of a job: stored in pieces that any server can read; it is written and read one piece at
// a time.
import { Writable } from "node:stream";
import type { Network } from "../../database/database.ts";
import { JobChunk } from "./entities.ts";
import { storeChunk, type Turn } from "./rows.ts";

/** Bytes of a piece: the memory that a file of any size needs on a server. */
const PIECE_BYTES = 512 * 1_024;

type Done = (error?: Error | null) => void;

/** Thrown to a job that another server has taken up, or that is cancelled. */
export class TurnOver extends Error {
  override name = "TurnOver";
}

/** Stores what is written to it, as the file of one attempt. */
export class Output extends Writable {
  readonly #turn: Turn;
  #waiting: Uint8Array[] = [];
  #bytes = 0;
  /** Pieces stored so far. */
  pieces = 0;

  constructor(turn: Turn) {
    super({ highWaterMark: PIECE_BYTES });
    this.#turn = turn;
  }

  override _write(part: Uint8Array, _encoding: unknown, done: Done): void {
    this.#waiting.push(part);
    this.#bytes += part.length;
    if (this.#bytes < PIECE_BYTES) done();
    else this.#store().then(() => done(), done);
  }

  override _final(done: Done): void {
    if (this.#bytes === 0) done();
    else this.#store().then(() => done(), done);
  }

  async #store(): Promise<void> {
    const bytes = Buffer.concat(this.#waiting, this.#bytes);
    this.#waiting = [];
    this.#bytes = 0;
    if (!(await storeChunk(this.#turn, this.pieces, bytes))) throw new TurnOver("the job has gone");
    this.pieces += 1;
  }
}

/** The pieces of a finished job's file; throws if it expires on the way. */
export async function* readOutput(
  network: Network,
  jobId: string,
  pieces: number,
): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < pieces; n += 1) {
    const piece = await network.unitOfWork((em) => em.findOne(JobChunk, { jobId, n }));
    if (piece === null) throw new Error(`the file of job ${jobId} has expired`);
    yield piece.bytes;
  }
}
