// The settings: their defaults, what each may be, and the secret that is made where none is set.
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { getAuthSecret } from "../../src/access/auth-secret.ts";
import { StartupError } from "../../src/kernel/errors.ts";
import { readConfig } from "../../src/platform/config.ts";

const SECRET = "0123456789abcdef0123456789abcdef";

describe("the settings", () => {
  it("have defaults, also where they are set to nothing", () => {
    const defaults = {
      port: 4000,
      host: "127.0.0.1",
      databaseUrl: undefined,
      dataDir: ".tributary",
      authSecret: undefined,
      logLevel: "info",
      traces: undefined,
    };
    expect(readConfig({})).toEqual(defaults);
    const empty = { PORT: "", HOST: "", DATABASE_URL: "", DATA_DIR: "", AUTH_SECRET: "" };
    expect(readConfig({ ...empty, LOG_LEVEL: "", OTEL_TRACES_EXPORTER: "" })).toEqual(defaults);
  });

  it("are taken as they are set", () => {
    const set = {
      ...{ PORT: "0", HOST: "::1", DATABASE_URL: "postgresql://h/d", DATA_DIR: "/d" },
      ...{ AUTH_SECRET: SECRET, LOG_LEVEL: "silent" },
      ...{ OTEL_TRACES_EXPORTER: "otlp", OTEL_TRACES_SAMPLER_ARG: "0.05" },
    };
    expect(readConfig(set)).toEqual({
      ...{ port: 0, host: "::1", databaseUrl: "postgresql://h/d", dataDir: "/d" },
      ...{ authSecret: SECRET, logLevel: "silent", traces: 0.05 },
    });
    expect(readConfig({ OTEL_TRACES_EXPORTER: "otlp" }).traces).toBe(1);
    const none = { OTEL_TRACES_EXPORTER: "none", OTEL_TRACES_SAMPLER_ARG: "0.5" };
    expect(readConfig(none).traces).toBeUndefined();
  });

  it.each([
    [{ PORT: "65536" }],
    [{ PORT: "-1" }],
    [{ PORT: "4000.0" }],
    [{ PORT: "0x10" }],
    [{ DATABASE_URL: "h/d" }],
    [{ DATABASE_URL: "http://h/d" }],
    [{ AUTH_SECRET: SECRET.slice(1) }],
    [{ LOG_LEVEL: "INFO" }],
    [{ OTEL_TRACES_EXPORTER: "console" }],
    [{ OTEL_TRACES_SAMPLER_ARG: "1.1", OTEL_TRACES_EXPORTER: "otlp" }],
    [{ OTEL_TRACES_SAMPLER_ARG: "half", OTEL_TRACES_EXPORTER: "otlp" }],
    [{ OTEL_TRACES_SAMPLER_ARG: ".", OTEL_TRACES_EXPORTER: "otlp" }],
  ])("cannot be %o, in one line", (set) => {
    const [name] = Object.keys(set);
    const line = new RegExp(`^${name}: .*$`);
    expect(() => readConfig(set as NodeJS.ProcessEnv)).toThrow(
      expect.objectContaining({ name: "StartupError", message: expect.stringMatching(line) }),
    );
  });

  it("are told of all at once", () => {
    expect(() => readConfig({ PORT: "x", LOG_LEVEL: "x" })).toThrow(/^PORT: .*\nLOG_LEVEL: .*$/);
  });
});

describe("the secret", () => {
  let base: string;
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), "tributary-secret-"));
  });
  afterEach(() => rm(base, { recursive: true }));

  it("is the one that is set", async () => {
    expect(await getAuthSecret(readConfig({ AUTH_SECRET: SECRET, DATA_DIR: base }))).toBe(SECRET);
  });

  it("is made once, for its owner alone, in a folder that PostgreSQL may enter", async () => {
    const dataDir = join(base, "new");
    const config = readConfig({ DATA_DIR: dataDir });
    const made = await Promise.all([1, 2, 3, 4].map(() => getAuthSecret(config)));
    expect(new Set(made).size).toBe(1);
    expect(made[0]!.length).toBeGreaterThanOrEqual(32);
    expect(await getAuthSecret(config)).toBe(made[0]);
    expect(await readFile(join(dataDir, "auth.secret"), "utf8")).toBe(`${made[0]}\n`);
    expect((await stat(join(dataDir, "auth.secret"))).mode & 0o777).toBe(0o600);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o711);
  });

  it("must be long enough where it is kept, and is needed with a database of one's own", async () => {
    await writeFile(join(base, "auth.secret"), "short\n");
    await expect(getAuthSecret(readConfig({ DATA_DIR: base }))).rejects.toThrow(StartupError);
    const own = readConfig({ DATABASE_URL: "postgres://h/d", DATA_DIR: base });
    await expect(getAuthSecret(own)).rejects.toThrow(/^AUTH_SECRET: is required with DATABASE_URL/);
  });

  it("is told in one line where the folder cannot be made", async () => {
    await writeFile(join(base, "file"), "");
    await chmod(join(base, "file"), 0o600);
    const config = readConfig({ DATA_DIR: join(base, "file", "below") });
    await expect(getAuthSecret(config)).rejects.toThrow(/^DATA_DIR: [^\n]*$/);
  });
});
