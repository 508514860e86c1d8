// The Programme type of the API: a volume programme with its versions and periods.

import { Arg, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { suppliersByCodeLoader } from "../../../catalog/api/loaders.ts";
import { isText, Supplier } from "../../../catalog/api/supplier.ts";
import {
  formatPeriod,
  PERIODS,
  type PeriodKind,
  parsePeriod,
  periodOf,
} from "../../../kernel/period.ts";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import { connectionOf } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { List } from "../../../platform/graphql/list.ts";
import { globalId, Node } from "../../../platform/graphql/node.ts";
import { Json, LocalDate } from "../../../platform/graphql/scalars.ts";
import type { ViewerScope } from "../../../platform/graphql/viewer-scope.ts";
import { PublishedVersion } from "../../../platform/publishing/api/published-version.ts";
import type { CodedView } from "../../../platform/publishing/read-published.ts";
import { PAYERS, type Payer } from "../../engine/programme.ts";
import type { ProgrammeDocument } from "../engine/programme-document.ts";
import { readStanding } from "../store/read-programmes.ts";
import { programmesLoader } from "./loaders.ts";
import { ProgrammeStanding } from "./programme-period.ts";

export const PeriodKindEnum = enumOf(
  "ProgrammePeriod",
  "The period over which a programme's volume is summed.",
  PERIODS,
);
export const PayerEnum = enumOf(
  "ProgrammePayer",
  "The party that owes an amount of a volume programme.",
  PAYERS,
  {
    PLATFORM: "The platform owes it to the supplier.",
    SUPPLIER: "The supplier owes it to the platform.",
  },
);

type VersionView = CodedView<ProgrammeDocument>;

@ObjectType({
  description: "A published version of a volume programme. Its content never changes.",
})
class ProgrammeVersion extends PublishedVersion {
  @Field(() => LocalDate, { description: "The first day of its first period." })
  readonly effectiveFrom: string;

  @Field(() => LocalDate, {
    nullable: true,
    description: "The last day of its last period. Null if it has no end.",
  })
  readonly effectiveTo: string | null;

  @Access(...STAFF)
  @Field(() => String, {
    nullable: true,
    description: "Why the version was withdrawn. For ADMIN, FINANCE and AUDITOR.",
  })
  readonly withdrawalReason: string | null;

  @Field(() => Json, { description: "The JSON document exactly as it was published." })
  readonly document: unknown;

  constructor(view: VersionView) {
    super(view);
    this.effectiveFrom = view.document.effectiveFrom;
    this.effectiveTo = view.document.effectiveTo;
    this.withdrawalReason = view.withdrawalReason;
    this.document = view.document;
  }
}

@ObjectType({
  implements: Node,
  description:
    "A volume programme: a bonus for the volume of one supplier, or of an alliance of suppliers (集采联盟).",
})
export class Programme implements Node {
  readonly members: readonly string[];
  readonly id: string;

  @Field(() => String, {
    description: "Unique in the network: 1 to 64 ASCII letters, digits, `-`, `_` and `.`.",
  })
  readonly code: string;

  @Field(() => PeriodKindEnum, { description: "The period over which the volume is summed." })
  readonly period: PeriodKind;

  @Field(() => PayerEnum, { description: "Who pays the bonus." })
  readonly payer: Payer;

  @Field(() => [ProgrammeVersion], { description: "The published versions, oldest first." })
  readonly versions: readonly ProgrammeVersion[];

  constructor(versions: readonly [VersionView, ...VersionView[]]) {
    const [first] = versions;
    // All versions that are not withdrawn have the same period, payer and suppliers.
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

/** The programme with a code; null if it does not exist or the viewing supplier is not a member. */
export async function findProgramme(
  { loaders }: Context,
  code: string,
  { supplier }: ViewerScope,
): Promise<Programme | null> {
  const [first, ...later] = await loaders.of(programmesLoader).load(code);
  if (first === undefined) return null;
  const programme = new Programme([first, ...later]);
  return supplier === undefined || programme.members.includes(supplier.code) ? programme : null;
}

@Resolver(() => Programme)
export class ProgrammeFields {
  @FieldResolver(() => [Supplier], {
    description: "The suppliers of the programme. An alliance has more than one.",
  })
  async suppliers(
    @Root() { members }: Programme,
    @Ctx() { loaders }: Context,
  ): Promise<Supplier[]> {
    const found = members.map(
      async (code) => new Supplier((await loaders.of(suppliersByCodeLoader).load(code))!),
    );
    return Promise.all(found);
  }

  @FieldResolver(() => ProgrammeStanding, {
    nullable: true,
    description:
      "The state of one period: volume, bonus and statement. Null if no version is in force in it.",
  })
  standing(
    @Root() programme: Programme,
    @Arg("period", () => String, {
      nullable: true,
      description: "The period, such as 2026-01, 2026-Q1 or 2026. Default: the current period.",
    })
    period: string | null,
    @Ctx() context: Context,
  ): Promise<ProgrammeStanding | null> {
    const { zone } = context.network.settings;
    const running = periodOf(programme.period, zone.day(Date.now()));
    return standingAt(context, programme, period ?? formatPeriod(programme.period, running));
  }
}

/** The state of a period, written like 2026-01; null if no version is in force in it. */
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
