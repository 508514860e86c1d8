// A progress bar on a terminal for long work, and nothing where the output goes into a pipe.
import { basename } from "node:path";
import { SingleBar } from "cli-progress";
import type { Progress } from "../files/lines.ts";
import type { Shell } from "./shell.ts";

/** How often the bar is drawn at most. */
const FRAMES_PER_SECOND = 10;

/** Runs work on a file while a bar shows how much of it has been read. */
export async function withProgress<T>(
  shell: Shell,
  path: string,
  work: (onProgress: Progress) => Promise<T>,
): Promise<T> {
  if (!shell.stderr.isTTY) return work(() => {});
  const bar = new SingleBar({
    stream: shell.stderr,
    format: `${basename(path)} {bar} {percentage} % · {eta_formatted} left`,
    fps: FRAMES_PER_SECOND,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: true,
  });
  bar.start(1, 0);
  try {
    return await work((bytesRead, bytesTotal) => {
      bar.setTotal(Math.max(bytesTotal, bytesRead, 1));
      bar.update(bytesRead);
    });
  } finally {
    bar.stop();
  }
}
