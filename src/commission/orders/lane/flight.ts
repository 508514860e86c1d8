// One commit of a lane on its way: it takes what waits, and settles it behind the commit before it, which
// PostgreSQL may still be storing.
import type { Network, Tx } from "../../../database/database.ts";
import type { Book, Head } from "../../../ledger/book.ts";
import { commit, type EntryWriter } from "../../../ledger/post.ts";
import type { EarlierRefs, Outcome } from "./batch.ts";
import { Course, type Drafted, draft, hasRefunds, type Ready, read } from "./course.ts";
import { Memory } from "./memory.ts";
import type { Chunk, Queue } from "./queue.ts";
import { StageClock, type Stages } from "./stages.ts";
import { Taking } from "./taking.ts";

/** What the commits of a lane share. */
export interface Shared {
  readonly network: Network;
  readonly queue: Queue;
  /** What is known after all commits so far; undefined after one that failed. */
  memory: Memory | undefined;
  /** Whether another process wrote before the last commit: then it would be in vain to fold early. */
  isContended: boolean;
}

interface Ahead {
  readonly memory: Memory;
  readonly reading: Promise<Ready>;
  /** Undefined if it is not folded before the lock is taken. */
  readonly drafting: Promise<Drafted> | undefined;
}

export class Flight {
  /** Resolves when everything is sent, so that the next commit can be put together. */
  readonly sent: Promise<void>;
  /** Resolves when it has ended; with the error if it has failed. */
  readonly ended: Promise<{ readonly error: unknown } | undefined>;
  readonly #shared: Shared;
  /** The one before, if it has not ended. */
  #before: Flight | undefined;
  readonly #taking: Taking;
  readonly #clock = new StageClock();
  /** Of the last try. */
  #course: Course | undefined;
  /** The first chunk, read before it is known whether that holds. */
  #ahead: Ahead | undefined;
  #isTried = false;
  /** Whether the memory was not at the head when the lock was taken. */
  #isBehind = false;

  /** Takes what waits; something must. */
  constructor(shared: Shared, before: Flight | undefined) {
    this.#shared = shared;
    this.#before = before;
    this.#taking = new Taking(shared.queue);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = this.#settle(resolve).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    this.sent = Promise.race([promise, this.ended.then(() => {})]);
  }

  /** What it settles. */
  get taken(): readonly Chunk[] {
    return this.#taking.chunks;
  }

  /** In the order of the inputs. */
  get outcomes(): readonly Outcome[] {
    return this.#course!.outcomes;
  }

  /** The refs of all its inputs, when everything is sent. */
  get refs(): EarlierRefs | undefined {
    return this.#course?.refs;
  }

  /** How long it was at what; for a flight that has ended. */
  get stages(): Stages {
    return this.#clock.end();
  }

  async #settle(tellSent: () => void): Promise<void> {
    const { network } = this.#shared;
    try {
      await commit(
        network,
        async (book, tx, entries) => {
          this.#clock.locked();
          this.#course = await this.#begin(book, tx, entries);
          await this.#course.run(this.#taking.following(network, tx));
          tellSent();
        },
        () => this.#recall(),
      );
    } catch (error) {
      this.#shared.memory = undefined;
      throw error;
    } finally {
      this.#before = undefined;
    }
  }

  // A second try recalls nothing: the first has changed the memory.
  #recall() {
    const { memory } = this.#shared;
    if (memory === undefined || this.#isTried) return undefined;
    this.#isTried = true;
    return {
      book: memory.book,
      ahead: (tx: Tx) => this.#readAhead(memory, tx),
      catchUp: (tx: Tx, head: Head) => this.#catchUp(memory, tx, head),
    };
  }

  // What a chunk of orders needs and has not been loaded is not touched by the commit before, so that it
  // can be read and folded meanwhile. Alone, it does not put off the lock.
  async #readAhead(memory: Memory, tx: Tx): Promise<void> {
    const before = this.#before;
    const first = this.#taking.first;
    if (before !== undefined && hasRefunds(first)) return;
    const reading = read(memory, tx, first, before?.refs);
    const folds = before !== undefined && !this.#shared.isContended;
    const drafting = folds ? reading.then((ready) => this.#draft(memory, ready)) : undefined;
    this.#ahead = { memory, reading, drafting };
    // Whoever needs it later gets its error.
    reading.catch(() => {});
    const done = (drafting ?? reading).catch(() => {});
    if (before !== undefined) await done;
  }

  // Others have written, or the commit before has failed.
  async #catchUp(memory: Memory, tx: Tx, head: Head): Promise<boolean> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    this.#isBehind = true;
    await ahead?.reading;
    if (!(await memory.catchUp(tx, head))) return false;
    this.#shared.memory = memory;
    return true;
  }

  async #begin(book: Book, tx: Tx, entries: EntryWriter): Promise<Course> {
    await this.#assertFollows();
    this.#shared.isContended = this.#isBehind;
    const ahead = this.#ahead?.memory.book === book ? this.#ahead : undefined;
    this.#ahead = undefined;
    const memory = ahead?.memory ?? (await this.#memoryOf(book, tx));
    const reading = ahead?.reading ?? read(memory, tx, this.#taking.first);
    const first = (await ahead?.drafting) ?? this.#draft(memory, await reading);
    const course = new Course(memory, tx, entries);
    this.#clock.loaded(course, tx);
    course.put(first);
    return course;
  }

  async #memoryOf(book: Book, tx: Tx): Promise<Memory> {
    if (this.#shared.memory?.book !== book) {
      this.#shared.memory = await Memory.open(this.#shared.network, book, tx);
    }
    return this.#shared.memory;
  }

  // A file is settled in its order, so what follows a part that failed is not settled.
  async #assertFollows(): Promise<void> {
    if (this.taken[0]!.priority !== "FILE") return;
    const failed = await this.#before?.ended;
    if (failed !== undefined) throw failed.error;
  }

  #draft(memory: Memory, ready: Ready): Drafted {
    return this.#clock.draft(() => draft(memory, ready));
  }
}
