// Exports as the API has them: started by a mutation, looked at until they are done, then fetched by their link.
import { Arg, Ctx, Field, Float, ID, Mutation, ObjectType, Query, Resolver } from "type-graphql";
import { Access, STAFF, viewerOf } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { DateTime, Json } from "../../../platform/graphql/scalars.ts";
import { attempt, Payload, type UserError } from "../../../platform/graphql/user-error.ts";
import { EXPORT_STATUSES, type ExportStatus, type Export as Kept } from "../store/exports.ts";
import { ExportCreateInput, FormatEnum, type FormatName, requestOf } from "./export-input.ts";
import { exportUrl } from "./export-route.ts";

const StatusEnum = enumOf("ExportStatus", "How far an export is.", EXPORT_STATUSES);

@ObjectType({
  description: "The journal as a file. It is kept by the server that made it, for an hour.",
})
class Export {
  @Field(() => ID)
  readonly id: string;

  @Field(() => FormatEnum)
  readonly format: FormatName;

  @Field(() => StatusEnum)
  readonly status: ExportStatus;

  @Field(() => Float, { description: "From 0 to 1." })
  readonly progress: number;

  @Field(() => String, {
    nullable: true,
    description: "Of one that is DONE: where to get it, with the token of whoever asked for it.",
  })
  readonly url: string | null;

  @Field(() => String, { nullable: true, description: "Of the file, in hex." })
  readonly sha256: string | null;

  @Field(() => Json, {
    nullable: true,
    description: "Days, transactions, lines, sums of each asset, first and last sequence, head.",
  })
  readonly manifest: unknown;

  @Field(() => DateTime, { nullable: true, description: "When it is gone." })
  readonly expiresAt: number | null;

  @Field(() => String, { nullable: true, description: "Why it FAILED." })
  readonly failure: string | null;

  constructor({ id, request, status, progress, manifest, failure, expiresAt }: Kept) {
    this.id = id;
    this.format = request.format.toUpperCase() as FormatName;
    this.status = status;
    this.progress = progress;
    this.url = status === "DONE" ? exportUrl(id) : null;
    this.sha256 = manifest?.sha256 ?? null;
    this.manifest = manifest ?? null;
    this.expiresAt = expiresAt ?? null;
    this.failure = failure ?? null;
  }
}

@ObjectType()
class ExportCreatePayload extends Payload {
  @Field(() => Export, { nullable: true })
  readonly export: Export | null;

  constructor(userErrors: readonly UserError[], made: Export | null) {
    super(userErrors);
    this.export = made;
  }
}

@Resolver()
export class ExportResolver {
  @Access(...STAFF)
  @Mutation(() => ExportCreatePayload, {
    description: "Writes the journal to a file, in one snapshot. BUSY where too many are made.",
  })
  async exportCreate(
    @Arg("input", () => ExportCreateInput) input: ExportCreateInput,
    @Ctx() context: Context,
  ): Promise<ExportCreatePayload> {
    const { done, userErrors } = await attempt(() =>
      context.exports.start(context.network, viewerOf(context).sub, requestOf(input)),
    );
    return new ExportCreatePayload(userErrors, done ? new Export(done) : null);
  }

  @Access(...STAFF)
  @Query(() => Export, {
    nullable: true,
    description: "One that you asked for; null once it has expired.",
  })
  async export(@Arg("id", () => ID) id: string, @Ctx() context: Context): Promise<Export | null> {
    const found = await context.exports.find(context.network, viewerOf(context).sub, id);
    return found === undefined ? null : new Export(found);
  }
}
