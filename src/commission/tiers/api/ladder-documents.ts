// Publishes, withdraws, validates and compares ladders.
import { draftQueries } from "../../../platform/publishing/api/draft-queries.ts";
import { publishMutation, type Shown } from "../../../platform/publishing/api/publish-mutation.ts";
import { AGAIN, WITHDRAW } from "../../../platform/publishing/api/texts.ts";
import { withdrawMutation } from "../../../platform/publishing/api/withdraw-mutation.ts";
import { LADDER_KIND } from "../store/ladder-kind.ts";
import { findLadder, Ladder } from "./ladder.ts";

const LADDERS: Shown<Ladder> = {
  type: Ladder,
  find: (context, { version }) => findLadder(context, version),
};

export const LADDER_DOCUMENTS = [
  publishMutation(LADDER_KIND, LADDERS, {
    what: "ladder",
    description: `Publishes a version of the tier ladder. ${AGAIN}`,
  }),
  withdrawMutation(LADDER_KIND, LADDERS, { what: "ladder", description: WITHDRAW }),
  draftQueries(LADDER_KIND, "tier ladder"),
];
