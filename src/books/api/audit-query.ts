// The audit trail in the API: who did what, when, with which token, and why.
import { Arg, Args, Ctx, Field, ObjectType, Query, Resolver } from "type-graphql";
import type { Actor } from "../../database/database.ts";
import { parseInstant } from "../../kernel/time.ts";
import { type AuditView, pageAudit } from "../../ledger/audit.ts";
import { Access, STAFF } from "../../platform/graphql/access.ts";
import { type Connection, connectionOf, PageArgs } from "../../platform/graphql/connection.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { isWhole, List } from "../../platform/graphql/list.ts";
import { BigInteger, DateTime, Json } from "../../platform/graphql/scalars.ts";
import { KindEnum } from "../../platform/graphql/transaction-kind.ts";

@ObjectType({ description: "The person or program that requested a change." })
class AuditActor {
  @Field(() => String, {
    description:
      "The subject (`sub` claim) of the token, or the operating-system user of the command line.",
  })
  readonly sub!: string;

  @Field(() => String, { description: "The role of the token, or COMMAND_LINE." })
  readonly role!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "The id (`jti` claim) of the token. Null for the command line and for tokens without an id.",
  })
  readonly token!: string | null;
}

@ObjectType({
  description: "A change of the network, other than an order, a refund or a release of earnings.",
})
class AuditEntry {
  @Field(() => BigInteger, { description: "The sequence number of its ledger transaction." })
  readonly seq: number;

  @Field(() => KindEnum, { description: "What was changed." })
  readonly kind: string;

  @Field(() => String, {
    nullable: true,
    description: "The ref of the ledger transaction. Null for kinds without refs.",
  })
  readonly ref: string | null;

  @Field(() => DateTime, { description: "When the change took effect." })
  readonly occurredAt: number;

  @Field(() => DateTime, { description: "When it was written to the ledger." })
  readonly recordedAt: number;

  @Field(() => AuditActor, {
    nullable: true,
    description: "Who requested the change. Null for automatic changes.",
  })
  readonly by: AuditActor | null;

  @Field(() => String, { nullable: true, description: "The reason that was given, if any." })
  readonly reason: string | null;

  @Field(() => Json, { description: "The request as a JSON object." })
  readonly request: unknown;

  constructor(view: AuditView) {
    this.seq = view.seq;
    this.kind = view.kind;
    this.ref = view.ref;
    this.occurredAt = view.occurredAt;
    this.recordedAt = view.recordedAt;
    this.by = actorOf(view.by);
    this.reason = view.reason;
    this.request = view.request;
  }
}

function actorOf(by: Actor | null): AuditActor | null {
  return by === null ? null : { sub: by.sub, role: by.role, token: by.token ?? null };
}

const AuditEntryConnection = connectionOf<AuditEntry>("AuditEntry", () => AuditEntry);
const AUDIT = new List<number>("audit", isWhole);

@Resolver()
export class AuditQuery {
  @Access(...STAFF)
  @Query(() => AuditEntryConnection, {
    description:
      "The changes of the network by sequence number, oldest first. Orders, refunds and releases are left out. For ADMIN, FINANCE and AUDITOR.",
  })
  async auditTrail(
    @Arg("from", () => DateTime, {
      nullable: true,
      description: "Returns only changes recorded at or after this instant.",
    })
    from: string | null,
    @Arg("to", () => DateTime, {
      nullable: true,
      description: "Returns only changes recorded before this instant.",
    })
    to: string | null,
    @Arg("sub", () => String, {
      nullable: true,
      description: "Returns only changes requested by this subject.",
    })
    sub: string | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network, api }: Context,
  ): Promise<Connection<AuditEntry>> {
    const page = AUDIT.page(args);
    const filter = {
      from: from == null ? undefined : parseInstant(from, "from"),
      to: to == null ? undefined : parseInstant(to, "to"),
      sub: sub ?? undefined,
    };
    const rows = await network.read((tx) => pageAudit(tx, api.consequences, filter, page));
    return AUDIT.connect(
      rows,
      page,
      ({ seq }) => seq,
      (view) => new AuditEntry(view),
    );
  }
}
