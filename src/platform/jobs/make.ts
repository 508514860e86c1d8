// What a job is about: runs its kind, and stores the file that it writes.
import type { AnyJobKind, JobContext } from "./define.ts";
import { Output } from "./output.ts";
import type { TakenUp } from "./rows.ts";

/** What came of it. */
export interface Made {
  readonly result: string;
  /** Of its file. */
  readonly pieces: number;
}

export async function make(
  kind: AnyJobKind,
  job: TakenUp,
  { signal, onProgress }: Pick<JobContext<unknown>, "signal" | "onProgress">,
): Promise<Made> {
  const { owner: sub, role } = job;
  const network = job.network.as({ sub, role });
  const output = new Output(job);
  // The job gets an error when it uses the stream; a job that has stopped using it must not crash
  // the process.
  output.on("error", () => {});
  try {
    const input = kind.input.decode(job.input);
    const result = await kind.run({ network, input, signal, onProgress, output });
    return { result: kind.result.encode(result), pieces: output.pieces };
  } finally {
    output.destroy();
  }
}
