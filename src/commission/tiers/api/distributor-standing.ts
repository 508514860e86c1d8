// How a distributor stands: its tier, its volumes, and what it has.
import { Arg, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { momentOf } from "../../../books/api/moment.ts";
import { parseInstant } from "../../../kernel/time.ts";
import { Distributor } from "../../../network/api/distributor.ts";
import { Access, STAFF, Within } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { DateTime, LocalDate } from "../../../platform/graphql/scalars.ts";
import { currentLadder } from "../../plans/api/ladder.ts";

const WINDOWS = ["CALENDAR_MONTH", "LIFETIME"] as const;
type Window = (typeof WINDOWS)[number];
const WindowEnum = enumOf(
  "VolumeWindow",
  "A stretch of time that volumes are summed over.",
  WINDOWS,
);

@ObjectType({ description: "Gross of settled orders less refunds." })
class Volumes {
  @Field(() => WindowEnum)
  readonly window!: Window;

  @Field(() => LocalDate, { nullable: true, description: "The first day of the month." })
  readonly month!: string | null;

  @Field(() => Money, { description: "What it sold itself." })
  readonly personal!: Money;

  @Field(() => Money, { description: "What it and its whole team sold." })
  readonly team!: Money;
}

const FUNDS = ["available", "pending", "withheld", "held", "deposit"] as const;

@ObjectType({ description: "What a distributor has with the platform." })
class DistributorBalance {
  @Field(() => Money, { description: "Earnings to take." })
  readonly available!: Money;

  @Field(() => Money, { description: "Earnings that are not released yet." })
  readonly pending!: Money;

  @Field(() => Money, { description: "Earnings that wait for a decision." })
  readonly withheld!: Money;

  @Field(() => Money, { description: "Earnings that are being paid out." })
  readonly held!: Money;

  @Field(() => Money, { description: "Prepaid." })
  readonly deposit!: Money;
}

@Resolver(() => Distributor)
export class DistributorStanding {
  @FieldResolver(() => String, {
    nullable: true,
    description: "The code of its tier; null while the network has no ladder.",
  })
  async tier(@Root() { view }: Distributor, @Ctx() context: Context): Promise<string | null> {
    return view.tier ?? (await currentLadder(context, Date.now()))?.tiers[0]?.code ?? null;
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Within("TEAM")
  @FieldResolver(() => Volumes, { nullable: true })
  async volumes(
    @Root() { view }: Distributor,
    @Arg("window", () => WindowEnum, { defaultValue: "CALENDAR_MONTH" }) window: Window,
    @Arg("at", () => DateTime, { nullable: true, description: "In that month; default: now." })
    at: string | null,
    @Ctx() context: Context,
  ): Promise<Volumes> {
    const instant = at == null ? Date.now() : parseInstant(at, "at");
    const month = window === "LIFETIME" ? null : context.network.settings.zone.month(instant);
    const volume = await context.loaders.volumes.load({ id: view.id, month });
    const personal = settlementMoney(context, volume.personalMinor);
    return { window, month, personal, team: settlementMoney(context, volume.teamMinor) };
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Within("SELF")
  @FieldResolver(() => Boolean, {
    nullable: true,
    description: "Whether its earnings wait for a decision before they are available.",
  })
  isWithheld(@Root() { view }: Distributor): boolean {
    return view.isWithheld;
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Within("SELF")
  @FieldResolver(() => DistributorBalance, { nullable: true })
  async balance(
    @Root() { view }: Distributor,
    @Arg("asOf", () => DateTime, { nullable: true, description: "A recorded time; default: now." })
    asOf: string | null,
    @Arg("on", () => LocalDate, {
      nullable: true,
      description: "The end of a day, by accounting date; not with asOf.",
    })
    on: string | null,
    @Ctx() context: Context,
  ): Promise<DistributorBalance> {
    const { loaders, network } = context;
    const at = momentOf(on, asOf);
    const asset = network.settings.asset.code;
    const funds = FUNDS.map(async (fund) => {
      const name = `liabilities:distributor:${view.code}:${fund}`;
      const held =
        at === undefined
          ? loaders.balances.load(name)
          : loaders.balancesAt.load({ name, asset, at });
      return [fund, settlementMoney(context, -(await held))];
    });
    return Object.fromEntries(await Promise.all(funds)) as DistributorBalance;
  }
}
