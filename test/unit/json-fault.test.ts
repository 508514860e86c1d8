// A JSON text's fault is found where it stands, and only where JSON.parse finds one too.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJsonFault } from "../../src/platform/files/json-fault.ts";

const FAULTS: [text: string, offset: number, why: string][] = [
  ["", 0, "the text ends where a value is expected"],
  ['{"a": 1,}', 8, "a key in quotes is expected here"],
  ['{"a": x}', 6, "a value is expected here"],
  ['{"a": }', 6, "a value is expected here"],
  ['{"a": 1', 7, 'the text ends where "," or "}" is expected'],
  ["[1 2]", 3, '"," or "]" is expected here'],
  ["[1, 2", 5, 'the text ends where "," or "]" is expected'],
  ["[1,]", 3, "a value is expected here"],
  ["{a: 1}", 1, 'a key in quotes or "}" is expected here'],
  ['{"a" 1}', 5, '":" is expected here'],
  ['{"a": 1} 2', 9, "nothing more is expected here"],
  ['{"a": "x', 6, "the text in quotes is not closed, or has a character that must be escaped"],
  ['{"a": 01}', 6, "a value is expected here"],
  ['{"a": 1, "b": {"a": 2, "a": 3}}', 23, 'the key "a" is there already'],
  ['{"a": 1, "\\u0061": 2}', 9, 'the key "\\u0061" is there already'],
];

describe("a JSON text", () => {
  it.each(FAULTS)("%s", (text, offset, why) => {
    expect(findJsonFault(text)).toEqual({ offset, why });
  });

  it("has a fault exactly when it cannot be parsed", () => {
    const piece = fc.constantFrom(
      ..."{}[],:",
      '"a"',
      '"b\\n"',
      '"',
      "\\",
      "1",
      "-0.5e3",
      "true",
      " ",
      "\n",
      "\t",
      "\u0001",
      "null",
      "tru",
      "0",
    );
    const texts = fc.oneof(
      fc.json(),
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
      fc
        .tuple(fc.json(), fc.nat(40), piece)
        .map(([text, at, put]) => text.slice(0, at) + put + text.slice(at)),
      fc.tuple(fc.json(), fc.nat(40)).map(([text, at]) => text.slice(0, at)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const fault = findJsonFault(text);
        if (fault?.why.endsWith("is there already")) return;
        expect(fault === undefined).toBe(isJson(text));
      }),
      { numRuns: 5_000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
