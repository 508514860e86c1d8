// Row 8: size and depth of the largest team that there is, beside reading one distributor.
import type { Row } from "../row.ts";
import { besideLookUp } from "./beside-look-up.ts";

export const teamRow: Row = {
  id: "8",
  title: "team of the root of a large tree",
  async run(stand) {
    const { url } = await stand.imported();
    const what = "size and depth of the root's team";
    const read = {
      what,
      operation: "rootTeam",
      most: 2,
      distributors: stand.sizes.imported,
    } as const;
    return [await stand.serving(url, (server) => besideLookUp(stand, server, read))];
  },
};
