// One client's socket: nothing is sent faster than the client reads, and one that stops reading is cut off.
import type { WebSocket } from "ws";

/** Bounds of one socket; tests make them smaller. */
export interface SocketBounds {
  /** A client has so long to sign in. */
  readonly signInMs: number;
  /** Operations at once. */
  readonly maxOperations: number;
  /** Bytes of one message that comes in. */
  readonly maxPayload: number;
  /** How long one message may take to leave us. */
  readonly slowReaderMs: number;
  /** How long a closing socket has until it is cut. */
  readonly closingMs: number;
  /** A ping every so often; the client must have answered the one before. */
  readonly pingMs: number;
  /** Messages on their way out at once. */
  readonly maxInFlight: number;
  /** Bytes on their way out at once, from which on another message is one too many. */
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

export const SLOW_READER = 4429;
const SLOW_READER_REASON = "slow reader: come back with after";
/** setTimeout takes no longer time. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class Wire {
  readonly #socket: WebSocket;
  readonly #bounds: SocketBounds;
  readonly #onSlow: () => void;
  #inFlight = 0;
  #answered = true;
  #expiry: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, bounds: SocketBounds, onSlow: () => void) {
    this.#socket = socket;
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

  /** Resolves when the message has left for the network; rejects once the socket is closing. */
  send(message: string): Promise<void> {
    if (!this.isOpen) return Promise.reject(new Error("the socket is closed"));
    const { maxInFlight, maxBufferedBytes, slowReaderMs } = this.#bounds;
    if (this.#inFlight >= maxInFlight || this.#socket.bufferedAmount > maxBufferedBytes) {
      this.#cutOff();
      return Promise.reject(new Error(SLOW_READER_REASON));
    }
    this.#inFlight += 1;
    const timer = setTimeout(() => this.#cutOff(), slowReaderMs);
    return new Promise((resolve, reject) => {
      this.#socket.send(message, (error) => {
        this.#inFlight -= 1;
        clearTimeout(timer);
        if (error) reject(error);
        else resolve();
      });
    });
  }

  /** Closes in the protocol's way; a client that does not answer is cut. */
  close(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.#socket.close(code, reason);
    const cut = setTimeout(() => this.#socket.terminate(), this.#bounds.closingMs);
    this.#socket.once("close", () => clearTimeout(cut));
  }

  /** Closes at a time in epoch milliseconds. */
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
