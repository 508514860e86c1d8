// Enrols one distributor under its parent.

import { writeBeside } from "../../database/beside.ts";
import type { Network } from "../../database/database.ts";
import { Refusal } from "../../kernel/errors.ts";
import { formatInstant } from "../../kernel/time.ts";
import { requestText } from "../../ledger/cause.ts";
import { commitIn } from "../../ledger/post.ts";
import { findTransactions } from "../../ledger/transactions.ts";
import { TOO_DEEP } from "../codes.ts";
import { MAX_DEPTH } from "../engine/distributor.ts";
import { ENROLMENT } from "../kinds.ts";
import {
  type DistributorText,
  findDistributors,
  getDistributor,
  insertDistributors,
  ladderFor,
  lastDistributorId,
  parseDistributor,
} from "./distributors.ts";
import { findLadders } from "./ladders.ts";
import { storeJoined } from "./status.ts";
import { growTeams } from "./teams.ts";

/**
 * Enrols a distributor; its code is the idempotency key: identical content changes nothing
 * (docs/rules.md §8). Throws `CONFLICT` if the code is in use, `NOT_FOUND` for the parent,
 * `TOO_DEEP`.
 */
export async function enrol(network: Network, text: DistributorText, at: number): Promise<void> {
  await writeBeside(network, "tree", (tx) =>
    commitIn(network, tx, async (book) => {
      const ladders = await findLadders(tx, network.settings.asset);
      const wanted = parseDistributor(text, ladderFor(ladders, at), at);
      const { code } = wanted;
      const joinedAt = text.joinedAt ? formatInstant(wanted.joinedAt) : undefined;
      const cause = JSON.stringify({ ...text, joinedAt });
      const first = (await findTransactions(tx, ENROLMENT, [code])).get(code);
      if (first !== undefined && requestText(first.cause) === cause) return;
      if ((await findDistributors(tx, [code])).size > 0) {
        throw new Refusal("CONFLICT", `code: distributor "${code}" already exists`, "code");
      }
      const parent =
        wanted.parent === null ? null : await getDistributor(tx, wanted.parent, "parent");
      if (parent !== null && parent.path.length >= MAX_DEPTH) {
        throw new Refusal(
          TOO_DEEP,
          `parent: the tree can have at most ${MAX_DEPTH} levels`,
          "parent",
        );
      }
      const id = (await lastDistributorId(tx)) + 1;
      await insertDistributors(tx, [{ ...wanted, id, path: [...(parent?.path ?? []), id] }]);
      if (parent !== null) growTeams(tx, [{ id: parent.id, size: 1, depth: 1 }]);
      const entry = { kind: ENROLMENT, ref: code, occurredAt: at, cause, legs: [] } as const;
      await storeJoined(tx, book.append(entry).seq, [{ id, status: wanted.status }]);
    }),
  );
}
