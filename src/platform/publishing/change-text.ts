// A change of one value of a document in words: `rates 0.10, 0.05 → 0.08, 0.05`.

type Value = unknown;
type Fields = Readonly<Record<string, Value>>;

/** Fields of names and codes: there 1.10 is not 1.1. */
const NAMES = new Set(["name", "match", "minTier", "asset"]);

/** The change of each field that is not what it was; a map is told entry by entry. */
export function changesOf(before: Fields, after: Fields, areNames = false): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    const [was, is] = [before[name], after[name]];
    if (isMap(was) && isMap(is)) {
      const inside = changesOf(was, is, areNames || NAMES.has(name));
      return inside.map((change) => `${name} ${change}`);
    }
    const change = changeOf(name, was, is, areNames);
    return change === undefined ? [] : [change];
  });
}

/** `name before → after`, or undefined where they mean the same. */
export function changeOf(
  name: string,
  before: Value,
  after: Value,
  areNames = false,
): string | undefined {
  const isName = areNames || NAMES.has(name);
  if (plain(before, isName) === plain(after, isName)) return undefined;
  return `${name} ${textOf(before)} → ${textOf(after)}`;
}

/** As people write it; what is not given is `none`. */
export function textOf(value: Value): string {
  if (value === undefined || value === null) return "none";
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  if (!isMap(value)) return String(value);
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return entries.map(([key, part]) => `${key} ${textOf(part)}`).join("; ") || "none";
}

/** The same text for what means the same: 0.10 is 0.1, and the order of a map's keys is none. */
export function plain(value: Value, isName = false): string {
  if (Array.isArray(value)) return `[${value.map((one) => plain(one, isName)).join()}]`;
  if (isMap(value)) {
    const entries = Object.entries(value).filter(([, part]) => part !== undefined);
    return `{${entries
      .map(([key, part]) => `${key}:${plain(part, isName || NAMES.has(key))}`)
      .sort()
      .join()}}`;
  }
  const text = textOf(value);
  return !isName && /^\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, "") : text;
}

function isMap(value: Value): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
