// SIGINT and SIGTERM as a wish to stop in order, and a second one as an order to stop at once.

/**
 * npm passes a Ctrl-C on that its child has had from the terminal already: what comes this soon
 * after the first signal is that, and no second one.
 */
const ECHO_MS = 1_000;
const SIGNALS = ["SIGINT", "SIGTERM"] as const;
/** What a shell reports of a program that a signal ended. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 };

/** Stopping in order may take so long: in it what is in flight ends, and PostgreSQL shuts down. */
const STOP_LIMIT_MS = 60_000;

/** Aborted with the signal's name by the first signal; a later one ends the process, as does time. */
export function catchSignals(): AbortSignal {
  const stopping = new AbortController();
  let first = 0;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (stopping.signal.aborted && Date.now() - first > ECHO_MS) process.exit(EXIT_CODES[signal]);
      if (stopping.signal.aborted) return;
      first = Date.now();
      stopping.abort(signal);
      setTimeout(() => {
        process.stderr.write(`not stopped after ${STOP_LIMIT_MS / 1_000} s: stopped at once\n`);
        process.exit(1);
      }, STOP_LIMIT_MS).unref();
    });
  }
  return stopping.signal;
}
