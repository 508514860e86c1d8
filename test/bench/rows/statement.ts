// Row 10: a page of an account statement, beside reading one distributor.
import type { Row } from "../row.ts";
import { besideLookUp } from "./beside-look-up.ts";

export const statementRow: Row = {
  id: "10",
  title: "a page of a statement",
  async run(stand) {
    const { url } = await stand.settled();
    const { distributors } = stand.sizes;
    const what = "100 entries of an account statement";
    const read = { what, operation: "statement", most: 3, distributors } as const;
    return [await stand.serving(url, (server) => besideLookUp(stand, server, read))];
  },
};
