// The settlement that caused a tier change.
import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Context } from "../../../platform/graphql/context.ts";
import { TierHistoryEntry } from "../../tiers/api/tier-history.ts";
import { findSettlement, Settlement } from "./settlement.ts";

@Resolver(() => TierHistoryEntry)
export class TierHistorySettlement {
  @FieldResolver(() => Settlement, {
    nullable: true,
    description:
      "For an ORDER the settlement of that order. Null for other causes, or if you may not see it.",
  })
  settlement(
    @Root() { view }: TierHistoryEntry,
    @Ctx() context: Context,
  ): Promise<Settlement | null> {
    return findSettlement(context, view.seq);
  }
}
