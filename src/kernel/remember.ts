// Memoises a pure function of a string, because large files repeat the same texts millions of times.

const MAX_REMEMBERED = 10_000;

/** The same function with a cache of its results, which is emptied when it has `most` of them. */
export function remembering<T>(
  make: (text: string) => T,
  most = MAX_REMEMBERED,
): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined || known.has(text)) return found as T;
    if (known.size >= most) known.clear();
    const made = make(text);
    known.set(text, made);
    return made;
  };
}
