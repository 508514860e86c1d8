// Volume programmes as the API has them: their versions, and how a period stands.
import { Arg, Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from "type-graphql";
import { isText, Supplier } from "../../../catalog/api/supplier.ts";
import {
  formatPeriod,
  PERIODS,
  type PeriodKind,
  parsePeriod,
  periodOf,
} from "../../../kernel/period.ts";
import { Access, type Reach, STAFF } from "../../../platform/graphql/access.ts";
import { connectionOf } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { List } from "../../../platform/graphql/list.ts";
import { globalId, Node } from "../../../platform/graphql/node.ts";
import { DateTime, Json, LocalDate } from "../../../platform/graphql/scalars.ts";
import { PAYERS, type Payer } from "../../engine/programme.ts";
import { type ProgrammeVersionView, readStanding } from "../store/read-programmes.ts";
import { ProgrammeStanding } from "./programme-period.ts";

export const PeriodKindEnum = enumOf(
  "ProgrammePeriod",
  "What a programme's volume is summed over.",
  PERIODS,
);
export const PayerEnum = enumOf(
  "ProgrammePayer",
  "Who pays the bonus, or has promised a volume.",
  PAYERS,
);

@ObjectType({ description: "A published version of a programme. It never changes." })
class ProgrammeVersion {
  @Field(() => Int)
  readonly version: number;

  @Field(() => LocalDate, { description: "The first day of its first period." })
  readonly effectiveFrom: string;

  @Field(() => LocalDate, { nullable: true, description: "The last day of its last period." })
  readonly effectiveTo: string | null;

  @Field(() => DateTime)
  readonly publishedAt: number;

  @Field(() => DateTime, {
    nullable: true,
    description: "When it was taken back, before it took effect: it is never in force.",
  })
  readonly withdrawnAt: number | null;

  @Access(...STAFF)
  @Field(() => String, { nullable: true })
  readonly withdrawalReason: string | null;

  @Field(() => Json, { description: "As it was published." })
  readonly document: unknown;

  constructor(view: ProgrammeVersionView) {
    this.version = view.version;
    this.effectiveFrom = view.effectiveFrom;
    this.effectiveTo = view.effectiveTo;
    this.publishedAt = view.publishedAt;
    this.withdrawnAt = view.withdrawnAt;
    this.withdrawalReason = view.withdrawalReason;
    this.document = view.document;
  }
}

@ObjectType({
  implements: Node,
  description: "A volume bonus of a supplier, or of an alliance of suppliers (集采联盟).",
})
export class Programme implements Node {
  readonly members: readonly string[];
  readonly id: string;

  @Field(() => String)
  readonly code: string;

  @Field(() => PeriodKindEnum)
  readonly period: PeriodKind;

  @Field(() => PayerEnum)
  readonly payer: Payer;

  @Field(() => [ProgrammeVersion], { description: "The earliest first." })
  readonly versions: readonly ProgrammeVersion[];

  constructor(versions: readonly [ProgrammeVersionView, ...ProgrammeVersionView[]]) {
    const [first] = versions;
    // All that stand have these in common.
    const { document } = versions.findLast(({ withdrawnAt }) => withdrawnAt === null) ?? first;
    this.id = globalId("Programme", first.id);
    this.code = first.code;
    this.period = document.period;
    this.payer = document.payer;
    this.members = document.suppliers ?? [document.supplier!];
    this.versions = versions.map((view) => new ProgrammeVersion(view));
  }
}

export const ProgrammeConnection = connectionOf<Programme>("Programme", () => Programme);
export const PROGRAMMES = new List<string>("programmes", isText);

/** The programme with a code; null if there is none, or none of a supplier that may see it. */
export async function findProgramme(
  { loaders }: Context,
  code: string,
  { supplier }: Reach,
): Promise<Programme | null> {
  const [first, ...later] = await loaders.programmes.load(code);
  if (first === undefined) return null;
  const programme = new Programme([first, ...later]);
  return supplier === undefined || programme.members.includes(supplier.code) ? programme : null;
}

@Resolver(() => Programme)
export class ProgrammeFields {
  @FieldResolver(() => [Supplier], { description: "More than one: an alliance." })
  async suppliers(
    @Root() { members }: Programme,
    @Ctx() { loaders }: Context,
  ): Promise<Supplier[]> {
    const found = members.map(
      async (code) => new Supplier((await loaders.suppliersByCode.load(code))!),
    );
    return Promise.all(found);
  }

  @FieldResolver(() => ProgrammeStanding, {
    nullable: true,
    description: "How a period stands; null where no version is in force in it.",
  })
  standing(
    @Root() programme: Programme,
    @Arg("period", () => String, {
      nullable: true,
      description: "Like 2026-01, 2026-Q1 or 2026; default: the running one.",
    })
    period: string | null,
    @Ctx() context: Context,
  ): Promise<ProgrammeStanding | null> {
    const { zone } = context.network.settings;
    const running = periodOf(programme.period, zone.day(Date.now()));
    return standingAt(context, programme, period ?? formatPeriod(programme.period, running));
  }
}

/** How a period stands, written like 2026-01; null where no version is in force in it. */
export async function standingAt(
  { network }: Context,
  { code, period: kind }: Programme,
  text: string,
): Promise<ProgrammeStanding | null> {
  const period = parsePeriod(kind, text, "period");
  const { asset } = network.settings;
  const view = await network.read((tx) => readStanding(tx, asset, code, period));
  return view === undefined ? null : new ProgrammeStanding(view);
}
