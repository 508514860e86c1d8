// The platform's own tables in each network.
import type { Tables } from "../database/tables-of.ts";

export const PLATFORM_TABLES: Tables = { withdrawal: "OFFERED", job: "OWN", job_chunk: "OWN" };
