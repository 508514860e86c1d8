// The audit trail as the API has it: who did what, when, by which token, and why.
import { Arg, Args, Ctx, Field, ObjectType, Query, Resolver } from "type-graphql";
import type { Actor } from "../../database/database.ts";
import { parseInstant } from "../../kernel/time.ts";
import { type AuditView, pageAudit } from "../../ledger/audit.ts";
import type { Kind } from "../../ledger/book.ts";
import { Access, STAFF } from "../../platform/graphql/access.ts";
import { type Connection, connectionOf, PageArgs } from "../../platform/graphql/connection.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { isWhole, List } from "../../platform/graphql/list.ts";
import { BigInteger, DateTime, Json } from "../../platform/graphql/scalars.ts";
import { KindEnum } from "./transaction.ts";

@ObjectType({ description: "On whose behalf something was done." })
class AuditActor {
  @Field(() => String, { description: "The token's subject, or the user of the command line." })
  readonly sub!: string;

  @Field(() => String, { description: "A role of the API, or COMMAND_LINE." })
  readonly role!: string;

  @Field(() => String, { nullable: true, description: "The token's id." })
  readonly token!: string | null;
}

@ObjectType({ description: "A change that is not itself an order, a refund or a release." })
class AuditEntry {
  @Field(() => BigInteger, { description: "Its place in the stream, and in the hash chain." })
  readonly seq: number;

  @Field(() => KindEnum)
  readonly kind: Kind;

  @Field(() => String, { nullable: true })
  readonly ref: string | null;

  @Field(() => DateTime)
  readonly occurredAt: number;

  @Field(() => DateTime)
  readonly recordedAt: number;

  @Field(() => AuditActor, { nullable: true, description: "Null where it was nobody's act." })
  readonly by: AuditActor | null;

  @Field(() => String, { nullable: true })
  readonly reason: string | null;

  @Field(() => Json, { description: "What was asked." })
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
  @Query(() => AuditEntryConnection, { description: "In the order of the stream." })
  async auditTrail(
    @Arg("from", () => DateTime, { nullable: true, description: "Recorded not before." })
    from: string | null,
    @Arg("to", () => DateTime, { nullable: true, description: "Recorded before." })
    to: string | null,
    @Arg("sub", () => String, { nullable: true, description: "Only on this one's behalf." })
    sub: string | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network }: Context,
  ): Promise<Connection<AuditEntry>> {
    const page = AUDIT.page(args);
    const filter = {
      from: from == null ? undefined : parseInstant(from, "from"),
      to: to == null ? undefined : parseInstant(to, "to"),
      sub: sub ?? undefined,
    };
    const rows = await network.read((tx) => pageAudit(tx, filter, page));
    return AUDIT.connect(
      rows,
      page,
      ({ seq }) => seq,
      (view) => new AuditEntry(view),
    );
  }
}
