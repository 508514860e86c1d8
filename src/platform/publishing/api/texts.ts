// What the schema says of publishing and withdrawing documents of most kinds.

export const AGAIN =
  "For ADMIN. Safe to repeat: publishing the same document again returns the existing version.";

export const WITHDRAW =
  "Withdraws a published version before it takes effect, and before any order at or after its effectiveFrom is settled. The version stays in the list; another version may use its effectiveFrom. For ADMIN. Safe to repeat with the same reason.";
