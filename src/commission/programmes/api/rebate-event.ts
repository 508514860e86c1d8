// Accruals of volume programmes as events of the API.
import { Arg, Ctx, Field, ObjectType, Resolver, Root, Subscription } from "type-graphql";
import { suppliersLoader } from "../../../catalog/api/loaders.ts";
import { Supplier } from "../../../catalog/api/supplier.ts";
import { formatPeriod } from "../../../kernel/period.ts";
import { Access, STAFF, scopeOf } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { AFTER, Event, follow } from "../../../platform/graphql/event.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { Cursor } from "../../../platform/graphql/scalars.ts";
import { type RebateAccrued as RebateFact, rebateAccrued } from "../store/rebate-event.ts";
import { programmeVersionsLoader } from "./loaders.ts";
import { findProgramme, Programme } from "./programme.ts";

@ObjectType({ implements: Event, description: "The accrued bonus of a volume programme changed." })
export class RebateAccrued extends Event<RebateFact> {
  @Field(() => Programme, { description: "The volume programme." })
  async programme(@Ctx() context: Context): Promise<Programme | null> {
    const { code } = (await context.loaders
      .of(programmeVersionsLoader)
      .load(this.fact.programmeId))!;
    return findProgramme(context, code, await scopeOf(context));
  }

  @Field(() => String, { description: "The period, such as 2026-01, 2026-Q1 or 2026." })
  async period(@Ctx() { loaders }: Context): Promise<string> {
    const { document } = (await loaders.of(programmeVersionsLoader).load(this.fact.programmeId))!;
    return formatPeriod(document.period, this.fact.period);
  }

  @Field(() => Supplier, { description: "The supplier that earns the bonus." })
  async supplier(@Ctx() { loaders }: Context): Promise<Supplier | null> {
    return Supplier.of(await loaders.of(suppliersLoader).load(this.fact.supplierId));
  }

  @Field(() => Money, { description: "The change of the bonus. Negative if it decreased." })
  amount(@Ctx() context: Context): Money {
    return settlementMoney(context, this.fact.amountMinor);
  }

  @Field(() => Money, {
    description: "The part of the amount that comes from reaching or leaving a band.",
  })
  trueUp(@Ctx() context: Context): Money {
    return settlementMoney(context, this.fact.trueUpMinor);
  }

  @Field(() => Money, { description: "The programme's volume in the period after this change." })
  volume(@Ctx() context: Context): Money {
    return settlementMoney(context, this.fact.volumeMinor);
  }

  @Field(() => Money, { description: "The supplier's bonus in the period after this change." })
  accrued(@Ctx() context: Context): Money {
    return settlementMoney(context, this.fact.accruedMinor);
  }
}

@Resolver()
export class RebateAccruedSubscription {
  @Access(...STAFF, "SUPPLIER")
  @Subscription(() => RebateAccrued, {
    subscribe: follow(rebateAccrued),
    description:
      "Sends an event for each change of a volume bonus. For ADMIN, FINANCE, AUDITOR and SUPPLIER; a supplier receives its own.",
  })
  rebateAccrued(
    @Root() fact: RebateFact,
    @Arg("after", () => Cursor, AFTER) _after: string | null,
  ): RebateAccrued {
    return new RebateAccrued(fact);
  }
}
