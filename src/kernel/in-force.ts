// Which of several versions is in force at an instant.

/** The latest version whose effectiveFrom is not after the instant (docs/rules.md §3, §4). */
export function inForce<T extends { readonly effectiveFrom: number }>(
  versions: readonly T[],
  at: number,
): T | undefined {
  return versions.findLast((version) => version.effectiveFrom <= at);
}
