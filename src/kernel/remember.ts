// What a pure function gave for each text, so that the same texts, coming by the million, cost nothing again.

/** Answers that are remembered before it starts afresh. */
const MAX_REMEMBERED = 10_000;

/** The same function, which remembers its answers; bounded, however many texts come. */
export function remembering<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined || known.has(text)) return found as T;
    if (known.size >= MAX_REMEMBERED) known.clear();
    const made = make(text);
    known.set(text, made);
    return made;
  };
}
