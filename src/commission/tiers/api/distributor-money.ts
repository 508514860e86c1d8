// A distributor's current figures: tier, sales volumes and balances.

import { Arg, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { balancesAtLoader, balancesLoader } from "../../../books/api/loaders.ts";
import { AS_OF, momentOf, ON_DAY } from "../../../books/api/moment.ts";
import { parseInstant } from "../../../kernel/time.ts";
import { accounts } from "../../../ledger/chart/chart.ts";
import { Distributor } from "../../../network/api/distributor.ts";
import { Access, STAFF, Within } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { DateTime, LocalDate } from "../../../platform/graphql/scalars.ts";
import { currentLadder } from "./ladder.ts";
import { volumesLoader } from "./loaders.ts";

const WINDOWS = ["CALENDAR_MONTH", "LIFETIME"] as const;
type Window = (typeof WINDOWS)[number];
const WindowEnum = enumOf("VolumeWindow", "The period over which volumes are summed.", WINDOWS, {
  CALENDAR_MONTH: "A calendar month in the network's time zone.",
  LIFETIME: "All orders so far.",
});

@ObjectType({
  description: "Sales volumes of a distributor: the gross of settled orders less refunds.",
})
class Volumes {
  @Field(() => WindowEnum, { description: "The period over which the volumes are summed." })
  readonly window!: Window;

  @Field(() => LocalDate, {
    nullable: true,
    description: "The first day of the month. Null for LIFETIME.",
  })
  readonly month!: string | null;

  @Field(() => Money, { description: "The distributor's own sales." })
  readonly personal!: Money;

  @Field(() => Money, { description: "The sales of the distributor and its whole team." })
  readonly team!: Money;
}

/** The accounts of a distributor with the platform. */
type Fund = "available" | "pending" | "withheld" | "held" | "deposit";

// Only the balances that are asked for are read.
@ObjectType({ description: "A distributor's balances with the platform." })
class DistributorBalance {
  readonly #balanceOf: (fund: Fund) => Promise<Money>;

  constructor(balanceOf: (fund: Fund) => Promise<Money>) {
    this.#balanceOf = balanceOf;
  }

  @Field(() => Money, { description: "Earnings that can be paid out." })
  get available(): Promise<Money> {
    return this.#balanceOf("available");
  }

  @Field(() => Money, { description: "Earnings that are not released yet." })
  get pending(): Promise<Money> {
    return this.#balanceOf("pending");
  }

  @Field(() => Money, {
    description: "Earnings that are held back until a decision about the distributor.",
  })
  get withheld(): Promise<Money> {
    return this.#balanceOf("withheld");
  }

  @Field(() => Money, { description: "Earnings in payouts that are not confirmed yet." })
  get held(): Promise<Money> {
    return this.#balanceOf("held");
  }

  @Field(() => Money, { description: "The prepaid deposit, which pays for orders by DEPOSIT." })
  get deposit(): Promise<Money> {
    return this.#balanceOf("deposit");
  }
}

@Resolver(() => Distributor)
export class DistributorMoneyFields {
  @FieldResolver(() => String, {
    nullable: true,
    description: "The code of the distributor's tier. Null if the network has no ladder.",
  })
  async tier(@Root() { view }: Distributor, @Ctx() context: Context): Promise<string | null> {
    return view.tier ?? (await currentLadder(context, Date.now()))?.tiers[0]?.code ?? null;
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Within("TEAM")
  @FieldResolver(() => Volumes, {
    nullable: true,
    description:
      "The distributor's sales volumes. A distributor may read it of itself and its team.",
  })
  async volumes(
    @Root() { view }: Distributor,
    @Arg("window", () => WindowEnum, {
      defaultValue: "CALENDAR_MONTH",
      description: "The period over which to sum. Default: CALENDAR_MONTH.",
    })
    window: Window,
    @Arg("at", () => DateTime, {
      nullable: true,
      description: "An instant in the month to sum. Default: now. Ignored for LIFETIME.",
    })
    at: string | null,
    @Ctx() context: Context,
  ): Promise<Volumes> {
    const instant = at == null ? Date.now() : parseInstant(at, "at");
    const month = window === "LIFETIME" ? null : context.network.settings.zone.month(instant);
    const volume = await context.loaders.of(volumesLoader).load({ id: view.id, month });
    const personal = settlementMoney(context, volume.personalMinor);
    return { window, month, personal, team: settlementMoney(context, volume.teamMinor) };
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Within("SELF")
  @FieldResolver(() => Boolean, {
    nullable: true,
    description:
      "Whether the distributor's earnings are held back until a decision. A distributor may read it only of itself.",
  })
  isWithheld(@Root() { view }: Distributor): boolean {
    return view.isWithheld;
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Within("SELF")
  @FieldResolver(() => DistributorBalance, {
    nullable: true,
    description: "The distributor's balances. A distributor may read it only of itself.",
  })
  balance(
    @Root() { view }: Distributor,
    @Arg("asOf", () => DateTime, AS_OF) asOf: string | null,
    @Arg("on", () => LocalDate, ON_DAY) on: string | null,
    @Ctx() context: Context,
  ): DistributorBalance {
    const { loaders, network } = context;
    const at = momentOf(on, asOf);
    const asset = network.settings.asset.code;
    return new DistributorBalance(async (fund) => {
      const name = accounts[fund](view.code);
      const held =
        at === undefined
          ? loaders.of(balancesLoader).load(name)
          : loaders.of(balancesAtLoader).load({ name, asset, at });
      return settlementMoney(context, -(await held));
    });
  }
}
