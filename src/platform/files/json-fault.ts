// Finds the first fault of a JSON text and its place, which JSON.parse tells for some faults only.

export interface JsonFault {
  /** UTF-16 units from the text's start. */
  readonly offset: number;
  readonly why: string;
}

const SPACE = /[ \t\r\n]*/y;
const PUNCTUATION = /[{}[\],:]/y;
const STRING = /"(?:[ !#-[\]-\uFFFF]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

/** What may come next; each name reads as the message says it. */
type Expected =
  | "a value"
  | 'a value or "]"'
  | "a key in quotes"
  | 'a key in quotes or "}"'
  | '":"'
  | '"," or "}"'
  | '"," or "]"'
  | "nothing more";

/** An open object with the keys that it has so far, or an open list. */
type Open = Set<string> | "list";

/** The first fault of a text that is not JSON, or that has a key twice in one object. */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: Open[] = [];
  let expected: Expected = "a value";
  for (let at = skip(SPACE, text, 0); ; at = skip(SPACE, text, at)) {
    if (at === text.length && expected === "nothing more") return undefined;
    const token = tokenAt(text, at);
    if (token === undefined) return { offset: at, why: unreadable(text, at, expected) };
    const next = advance(token, expected, open);
    if (next === "repeated") return { offset: at, why: `the key ${token} is there already` };
    if (next === undefined) return { offset: at, why: `${expected} is expected here` };
    expected = next;
    at += token.length;
  }
}

function unreadable(text: string, at: number, expected: Expected): string {
  if (at === text.length) return `the text ends where ${expected} is expected`;
  if (text[at] === '"')
    return "the text in quotes is not closed, or has a character that must be escaped";
  return `${expected} is expected here`;
}

function tokenAt(text: string, at: number): string | undefined {
  for (const form of [PUNCTUATION, STRING, SCALAR]) {
    const end = skip(form, text, at);
    if (end > at) return text.slice(at, end);
  }
  return undefined;
}

function skip(form: RegExp, text: string, at: number): number {
  form.lastIndex = at;
  return form.test(text) ? form.lastIndex : at;
}

/** What may follow a token, or undefined if the token may not stand here. */
function advance(
  token: string,
  expected: Expected,
  open: Open[],
): Expected | "repeated" | undefined {
  const inside = open.at(-1);
  switch (token) {
    case "{":
    case "[":
      if (!takesValue(expected)) return undefined;
      open.push(token === "{" ? new Set() : "list");
      return token === "{" ? 'a key in quotes or "}"' : 'a value or "]"';
    case "}":
      return expected === 'a key in quotes or "}"' || expected === '"," or "}"'
        ? close(open)
        : undefined;
    case "]":
      return expected === 'a value or "]"' || expected === '"," or "]"' ? close(open) : undefined;
    case ",":
      if (expected === '"," or "}"') return "a key in quotes";
      return expected === '"," or "]"' ? "a value" : undefined;
    case ":":
      return expected === '":"' ? "a value" : undefined;
  }
  if (takesValue(expected)) return afterValue(open);
  if (!(inside instanceof Set) || !token.startsWith('"') || !expected.startsWith("a key"))
    return undefined;
  const key = JSON.parse(token) as string;
  if (inside.has(key)) return "repeated";
  inside.add(key);
  return '":"';
}

function takesValue(expected: Expected): boolean {
  return expected === "a value" || expected === 'a value or "]"';
}

function close(open: Open[]): Expected {
  open.pop();
  return afterValue(open);
}

function afterValue(open: readonly Open[]): Expected {
  const inside = open.at(-1);
  if (inside === undefined) return "nothing more";
  return inside === "list" ? '"," or "]"' : '"," or "}"';
}
