// CSV files as people make them and as they break: every fault is named with its line.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Refusal } from "../../src/kernel/errors.ts";
import { type CsvOptions, readCsv, readRows } from "../../src/platform/files/csv.ts";

const COLUMNS: CsvOptions = { columns: ["a", "b"], optional: ["c"], ignored: ["line", "reason"] };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tributary-csv-"));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function fileOf(content: string | Buffer): Promise<string> {
  files += 1;
  const path = join(folder, `${files}.csv`);
  await writeFile(path, content);
  return path;
}

type Seen = [line: number, values: Record<string, string>] | string;

/** The rows of a file, a row's fault as `line: message`, and at last the fault that ended the file. */
async function read(content: string | Buffer, options = COLUMNS): Promise<Seen[]> {
  const seen: Seen[] = [];
  try {
    for await (const { line, values, fault } of readRows(await fileOf(content), options)) {
      seen.push(fault === undefined ? [line, { ...values }] : `${line}: ${fault.message}`);
    }
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    seen.push(fault.message);
  }
  return seen;
}

const row = (line: number, a: string, b: string): Seen => [line, { a, b }];

const CASES: Record<string, { content: string | Buffer; seen: Seen[] }> = {
  "a plain file": { content: "a,b\n1,2\n3,4\n", seen: [row(2, "1", "2"), row(3, "3", "4")] },
  "no line break at the end": { content: "a,b\n1,2", seen: [row(2, "1", "2")] },
  CRLF: { content: "a,b\r\n1,2\r\n3,4\r\n", seen: [row(2, "1", "2"), row(3, "3", "4")] },
  "CRLF and LF mixed": {
    content: "a,b\r\n1,2\n3,4\r\n5,6\n",
    seen: [row(2, "1", "2"), row(3, "3", "4"), row(4, "5", "6")],
  },
  "a byte order mark": { content: "\uFEFFa,b\n1,2\n", seen: [row(2, "1", "2")] },
  "columns in another order, and an optional one": {
    content: "c,b,a\n3,2,1\n",
    seen: [[2, { c: "3", b: "2", a: "1" }]],
  },
  "ignored columns": { content: "a,line,b,reason\n1,17,2,bad\n", seen: [row(2, "1", "2")] },
  "empty lines, also before the header": {
    content: "\n\r\na,b\n\n1,2\n\r\n\n3,4\n\n",
    seen: [row(5, "1", "2"), row(8, "3", "4")],
  },
  "quotes, doubled quotes, commas, breaks inside quotes": {
    content: 'a,b\n"x, ""y""","1\n2"\nq,r\n"1\r\n2\r\n3",""\r\ns,t\n\n"\r",\nu,v\n',
    seen: [
      row(2, 'x, "y"', "1\n2"),
      row(4, "q", "r"),
      row(5, "1\r\n2\r\n3", ""),
      row(8, "s", "t"),
      row(10, "\r", ""),
      row(11, "u", "v"),
    ],
  },
  "text beyond ASCII": { content: "a,b\n张三,🀄\n", seen: [row(2, "张三", "🀄")] },
  "a header without rows": { content: "a,b\n", seen: [] },
  "an empty file": { content: "", seen: ["line 1: the header is missing"] },
  "a byte order mark alone": { content: "\uFEFF", seen: ["line 1: the header is missing"] },
  "unknown and missing columns": {
    content: "\na,x,y\n1,2,3\n",
    seen: ['line 2: unknown columns "x", "y"; missing column "b"'],
  },
  "a repeated column": { content: "a,b,a\n", seen: ['line 1: repeated column "a"'] },
  "another capitalization, or a space": {
    content: "A, b\n",
    seen: ['line 1: unknown columns "A", " b"; missing columns "a", "b"'],
  },
  "the name of a property that all objects have": {
    content: "a,b,__proto__\n",
    seen: ['line 1: unknown column "__proto__"'],
  },
  "rows with too few and too many columns": {
    content: "a,b\n1\n1,2,3,4\n5,6\n",
    seen: [
      "2: the row has 1 column and the header 2 columns",
      '3: the row has 4 columns and the header 2 columns, left over: "3", "4"',
      row(4, "5", "6"),
    ],
  },
  "a NUL byte": {
    content: "a,b\n1,2\n3,\0\n5,6\n",
    seen: [row(2, "1", "2"), "line 3: has a NUL byte"],
  },
  "bytes that are not UTF-8": {
    content: Buffer.from("a,b\n1,2\n\n3,\xe9t\xe9\n", "latin1"),
    seen: [row(2, "1", "2"), "line 4: is not UTF-8"],
  },
  "UTF-16": {
    content: Buffer.from("\uFEFFa,b\n1,2\n", "utf16le"),
    seen: ["line 1: is not UTF-8"],
  },
  "a cut in the middle of a letter": {
    content: Buffer.concat([Buffer.from("a,b\n1,2\n3,"), Buffer.from("é").subarray(0, 1)]),
    seen: [row(2, "1", "2"), "line 3: is not UTF-8"],
  },
  "a NUL byte after a row that is still open": {
    content: 'a,b\n1,2\n"3\n\0\n4",5\n',
    seen: [row(2, "1", "2"), "line 4: has a NUL byte"],
  },
  "a cut in the middle of a quoted field": {
    content: 'a,b\n"1\r\n2",2\r\n\n"3,4\n5,6\n7',
    seen: [row(2, "1\r\n2", "2"), "line 5: a quoted field is not closed before the file ends"],
  },
  "text after a closing quote": {
    content: 'a,b\n1,2\n"3"x,4\n5,6\n',
    seen: [row(2, "1", "2"), "line 3: a quoted field goes on after its closing quote"],
  },
  "a quote inside a plain field": {
    content: 'a,b\n1,2\n3,4"5"\n5,6\n',
    seen: [row(2, "1", "2"), "line 3: a quote stands inside a field that does not start with one"],
  },
};

describe("a CSV file", () => {
  it.each(Object.entries(CASES))("%s", async (_, { content, seen }) => {
    expect(await read(content)).toEqual(seen);
  });

  it("names no more than a few of its unknown columns", async () => {
    const header = Array.from({ length: 1_000 }, (_, index) => `x${index}`).join(",");
    const [fault] = await read(`a,b,${header}\n`);
    expect(fault).toBe('line 1: unknown columns "x0", "x1", "x2", "x3", "x4" and 995 more');
  });

  it("with a header of a million columns is refused at once", async () => {
    const content = `a,b${",x".repeat(1_000_000)}\n1,2\n`;
    const started = performance.now();
    expect(await read(content)).toEqual(["line 1: is longer than 65536 bytes"]);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it("with a line that never ends is refused within its bound", async () => {
    const rows = "1,2\n".repeat(40_000);
    const seen = await read(`a,b\n${rows}3,${"4".repeat(300_000)}`);
    expect(seen.length).toBe(40_001);
    expect(seen.at(-1)).toBe("line 40002: is longer than 65536 bytes");
  });

  it("with a quote that is never closed is refused within a row's bound", async () => {
    const rows = "3,4\n".repeat(40_000);
    const seen = await read(`a,b\n1,2\n"3,4\n${rows}`);
    const why = "line 3: a quoted field goes on for more than 65536 bytes";
    expect(seen).toEqual([row(2, "1", "2"), why]);
  });

  it("of many blocks loses no row and no line", async () => {
    const count = 50_000;
    const lines = Array.from({ length: count }, (_, n) => (n % 100 ? `${n},张` : `"${n}\r\n",张`));
    const seen = await read(`a,b\n${lines.join("\n")}\n`);
    expect(seen.length).toBe(count);
    // Every hundredth row takes two lines.
    for (const [n, one] of seen.entries()) {
      const breaks = Math.ceil(n / 100);
      expect(one).toEqual(row(2 + n + breaks, n % 100 ? `${n}` : `${n}\r\n`, "张"));
    }
  });

  it("tells its header and how far it has been read", async () => {
    const content = `line,a,b\n${"7,1,2\n".repeat(50_000)}`;
    const told: unknown[] = [];
    const onHeader = (columns: readonly string[]) => told.push(columns);
    const onProgress = (read: number, total: number) => told.push([read, total]);
    await read(content, { ...COLUMNS, onHeader, onProgress });
    expect(told.filter((one) => (one as string[])[0] === "a")).toEqual([["a", "b"]]);
    expect(told.length).toBeGreaterThan(3);
    expect(told.at(-1)).toEqual([content.length, content.length]);
  });

  it("that is not there, or is a folder, is refused", async () => {
    const all = (path: string) => readRows(path, COLUMNS).next();
    await expect(all(join(folder, "none.csv"))).rejects.toThrow("there is no such file");
    await expect(all(folder)).rejects.toThrow("is a folder, not a file");
  });

  it("that is taken whole or not at all stops at a row's fault", async () => {
    const rows = readCsv(await fileOf("a,b\n1,2\n3\n4,5\n"), COLUMNS);
    expect((await rows.next()).value).toMatchObject({ line: 2 });
    await expect(rows.next()).rejects.toThrow("line 3: the row has 1 column and the header");
  });
});
