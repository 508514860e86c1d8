// One client's WebSocket: messages are sent no faster than the client reads. A client that stops reading
// is disconnected.
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";

/** Limits of one WebSocket; tests use smaller ones. */
export interface SocketBounds {
  /** The time a client has to sign in. */
  readonly signInMs: number;
  /** The maximum number of concurrent operations. */
  readonly maxOperations: number;
  /** The maximum size of an incoming message, in bytes. */
  readonly maxPayload: number;
  /** The maximum time to send one message. */
  readonly slowReaderMs: number;
  /** The time a closing socket has until it is terminated. */
  readonly closingMs: number;
  /** The interval of pings; a client that did not answer the previous ping is terminated. */
  readonly pingMs: number;
  /** The maximum number of messages that are being sent. */
  readonly maxInFlight: number;
  /** The maximum number of unsent bytes; no message is accepted above it. */
  readonly maxBufferedBytes: number;
}

export const SOCKET_BOUNDS: SocketBounds = {
  signInMs: 5_000,
  maxOperations: 64,
  maxPayload: 2 * 1024 * 1024,
  slowReaderMs: 10_000,
  closingMs: 2_000,
  pingMs: 15_000,
  maxInFlight: 256,
  maxBufferedBytes: 32 * 1024 * 1024,
};

/** "Try again later": clients of graphql-ws connect again, which they do not after its own 4429. */
export const SLOW_READER = 1013;
const SLOW_READER_REASON = "slow reader: reconnect and subscribe with after";
/** A buffer is UTF-8 text too. */
const TEXT = { binary: false };
/** The longest time that setTimeout supports. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class Wire {
  readonly #socket: WebSocket;
  /** The connection below the WebSocket. */
  readonly #stream: Duplex;
  readonly #bounds: SocketBounds;
  readonly #onSlow: () => void;
  #inFlight = 0;
  #answered = true;
  #expiry: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, stream: Duplex, bounds: SocketBounds, onSlow: () => void) {
    this.#socket = socket;
    this.#stream = stream;
    this.#bounds = bounds;
    this.#onSlow = onSlow;
    const pings = setInterval(() => this.#ping(), bounds.pingMs);
    socket.on("pong", () => {
      this.#answered = true;
    });
    socket.once("close", () => {
      clearInterval(pings);
      clearTimeout(this.#expiry);
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** Resolves when the message was handed to the network; rejects if the socket is closing. */
  send(message: string): Promise<void> {
    return this.sendAll([message]);
  }

  /** The same for several messages, which are handed over together and count as one. */
  sendAll(messages: readonly (string | Buffer)[]): Promise<void> {
    if (!this.isOpen) return Promise.reject(new Error("the socket is closed"));
    const { maxInFlight, maxBufferedBytes, slowReaderMs } = this.#bounds;
    if (this.#inFlight >= maxInFlight || this.#socket.bufferedAmount > maxBufferedBytes) {
      this.#cutOff();
      return Promise.reject(new Error(SLOW_READER_REASON));
    }
    this.#inFlight += 1;
    const timer = setTimeout(() => this.#cutOff(), slowReaderMs);
    return new Promise((resolve, reject) => {
      const done = (error?: Error | null) => {
        this.#inFlight -= 1;
        clearTimeout(timer);
        if (error) reject(error);
        else resolve();
      };
      this.#stream.cork();
      for (const [index, message] of messages.entries()) {
        this.#socket.send(message, TEXT, index === messages.length - 1 ? done : undefined);
      }
      this.#stream.uncork();
    });
  }

  /** Closes with a close frame; a client that does not answer is terminated. */
  close(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.#socket.close(code, reason);
    const cut = setTimeout(() => this.#socket.terminate(), this.#bounds.closingMs);
    this.#socket.once("close", () => clearTimeout(cut));
  }

  /** Closes at a time, given in epoch milliseconds. */
  closeAt(time: number, code: number, reason: string): void {
    if (!this.isOpen) return;
    const wait = time - Date.now();
    this.#expiry = setTimeout(
      () => (wait > LONGEST_TIMER_MS ? this.closeAt(time, code, reason) : this.close(code, reason)),
      Math.min(Math.max(wait, 0), LONGEST_TIMER_MS),
    );
  }

  #cutOff(): void {
    if (!this.isOpen) return;
    this.#onSlow();
    this.close(SLOW_READER, SLOW_READER_REASON);
  }

  #ping(): void {
    if (!this.isOpen) return;
    if (!this.#answered) this.#socket.terminate();
    this.#answered = false;
    this.#socket.ping();
  }
}
