// Handles SIGINT and SIGTERM: the first asks for an orderly stop, a second one stops at once.

/**
 * npm forwards a Ctrl-C that its child has already received from the terminal. A signal this soon
 * after the first one is that copy, not a second request.
 */
const ECHO_MS = 1_000;
const SIGNALS = ["SIGINT", "SIGTERM"] as const;
/** The exit codes that a shell reports for a program ended by a signal. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 };

/** The longest orderly stop: requests in progress end, and PostgreSQL shuts down. */
const STOP_LIMIT_MS = 60_000;

/** Aborted by the first signal, with its name as the reason. A second signal or the time limit ends the process. */
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
        process.stderr.write(
          `not stopped after ${STOP_LIMIT_MS / 1_000} s: the process ends now\n`,
        );
        process.exit(1);
      }, STOP_LIMIT_MS).unref();
    });
  }
  return stopping.signal;
}
