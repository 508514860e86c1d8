// How the owner of tables declares them: which it offers to the SQL of others, and which it keeps.

/**
 * Tables by their names. `OFFERED`: features above may read it in SQL. `OWN`: only its owner names
 * it. Only its owner ever writes it.
 */
export type Tables = Readonly<Record<string, "OFFERED" | "OWN">>;

/** What a network was created with, and its assets. */
export const NETWORK_TABLES: Tables = { asset: "OFFERED", settings: "OFFERED" };
