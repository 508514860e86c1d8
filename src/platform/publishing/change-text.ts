// Describes the change of one document field as text: `rates 0.10, 0.05 → 0.08, 0.05`.

type Value = unknown;
type Fields = Readonly<Record<string, Value>>;

/**
 * Fields that hold names or codes: their texts are compared as they are, so 1.10 differs from 1.1.
 */
const NAMES = new Set(["name", "match", "minTier", "asset"]);

/** One text for each changed field; a map is described entry by entry. */
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

/** A value as a reader would write it; a missing value is `none`. */
export function textOf(value: Value): string {
  if (value === undefined || value === null) return "none";
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  if (!isMap(value)) return String(value);
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return entries.map(([key, part]) => `${key} ${textOf(part)}`).join("; ") || "none";
}

/** Equal texts for equal meanings: 0.10 equals 0.1, and the order of a map's keys is ignored. */
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
