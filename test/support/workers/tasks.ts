// Tasks that do to their process what no task should.
import { sql } from "kysely";
import { Overloaded, Refusal, Refusals } from "../../../src/kernel/errors.ts";
import { defineTask, type TaskContext } from "../../../src/platform/workers/task.ts";

type OnText = TaskContext<string>;

/** Says on whose behalf it works, and where. */
export const WHO = defineTask({
  name: "who",
  async run({ network, input, onProgress }: OnText) {
    onProgress(1, 2);
    const { rows } = await network.read(
      (tx) =>
        sql<{ parallel: string }>`
          select current_setting('max_parallel_workers_per_gather') as parallel`.execute(tx.db),
      true,
    );
    const { settings, actor } = network;
    return { input, amount: 2n ** 62n, sub: actor?.sub, name: settings.name, ...rows[0]! };
  },
});

export const REFUSE = defineTask({
  name: "refuse",
  async run({ input }: OnText): Promise<never> {
    const one = new Refusal("NOT_FOUND", "there is none", "a.b[0]");
    if (input === "one") throw one;
    if (input === "busy") throw new Overloaded("too much", 7);
    if (input === "many") throw new Refusals([one, new Refusal("INVALID", "wrong")]);
    throw new TypeError("a mistake");
  },
});

/** Sleeps in the database, until its connection is cut. */
export const HANG = defineTask({
  name: "hang",
  run: ({ network }: OnText) =>
    network.read((tx) => sql`select pg_sleep(600)`.execute(tx.db).then(() => "never")),
});

export const LONG = { ...HANG, name: "long", isLong: true };

/** Keeps the process busy, so that it hears nothing. */
export const SPIN = defineTask({
  name: "spin",
  async run(): Promise<never> {
    for (;;);
  },
});

export const EXIT = defineTask({ name: "exit", run: async (): Promise<never> => process.exit(3) });

export const EXHAUST = defineTask({
  name: "exhaust",
  async run(): Promise<never> {
    const kept: object[] = [];
    for (;;) kept.push(new Array(1_000).fill(kept.length));
  },
});

/** No copy of its result can be made. */
export const UNCOPIED = defineTask({ name: "uncopied", run: async () => () => {} });

export const TASKS = [WHO, REFUSE, HANG, LONG, SPIN, EXIT, EXHAUST, UNCOPIED];
