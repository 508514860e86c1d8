// The metrics of a scrape, as Prometheus would know them: its names, their types and labels.
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Exposition {
  /** By family, such as a histogram's name without `_bucket`. */
  readonly types: ReadonlyMap<string, string>;
  readonly series: readonly Series[];
}

const LINE = /^([a-z_:][\w:]*)(?:\{(.*)\})? \S+$/i;
const LABEL = /([a-z_]\w*)="((?:[^"\\]|\\.)*)"/gi;

export function parseExposition(text: string): Exposition {
  const types = new Map<string, string>();
  const series: Series[] = [];
  for (const line of text.split("\n")) {
    const [, family, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (family !== undefined) types.set(family, type!);
    const [, name, labels = ""] = LINE.exec(line) ?? [];
    if (name === undefined) continue;
    const pairs = [...labels.matchAll(LABEL)].map(([, label, value]) => [label!, value!]);
    series.push({ name, labels: Object.fromEntries(pairs) });
  }
  return { types, series };
}

/** The family of a series: `x` of `x_bucket`, if `x` is a histogram. */
export function familyOf({ types }: Exposition, name: string): string {
  const base = name.replace(/_(bucket|sum|count)$/, "");
  return types.has(name) ? name : base;
}
