// Exports in the API: a mutation starts an export, a query returns its progress, and the file is downloaded from its URL.

import { Arg, Ctx, Field, Float, ID, Mutation, ObjectType, Query, Resolver } from "type-graphql";
import { Access, STAFF, viewerOf } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { DateTime, Json } from "../../../platform/graphql/scalars.ts";
import { attempt, Payload, type UserError } from "../../../platform/graphql/user-error.ts";
import {
  EXPORT_STATUSES,
  type ExportStatus,
  Exports,
  type Export as Kept,
} from "../store/exports.ts";
import { ExportCreateInput, FormatEnum, type FormatName, requestOf } from "./export-input.ts";
import { exportUrl } from "./export-route.ts";

const StatusEnum = enumOf("ExportStatus", "The status of an export.", EXPORT_STATUSES);

@ObjectType({
  description: "An export of the ledger to a file, which every server serves for an hour.",
})
class Export {
  @Field(() => ID, {
    description: "The id of the export. Only the subject that created the export can use it.",
  })
  readonly id: string;

  @Field(() => FormatEnum, { description: "The format of the file." })
  readonly format: FormatName;

  @Field(() => StatusEnum, { description: "The current status." })
  readonly status: ExportStatus;

  @Field(() => Float, { description: "The part that is done, from 0 to 1." })
  readonly progress: number;

  @Field(() => String, {
    nullable: true,
    description:
      "The path to download the file from, with a token of the same subject. Null until the status is DONE.",
  })
  readonly url: string | null;

  @Field(() => String, {
    nullable: true,
    description: "SHA-256 of the file, in hex. Null until the status is DONE.",
  })
  readonly sha256: string | null;

  @Field(() => Json, {
    nullable: true,
    description:
      "A summary of the file as a JSON object: dates, number of transactions and lines, totals of each asset, first and last sequence number, and the head of the hash chain. Null until the status is DONE.",
  })
  readonly manifest: unknown;

  @Field(() => DateTime, {
    nullable: true,
    description: "When the file is deleted. Null while the export is running.",
  })
  readonly expiresAt: number | null;

  @Field(() => String, {
    nullable: true,
    description: "Why the export failed. Null unless the status is FAILED.",
  })
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
  @Field(() => Export, {
    nullable: true,
    description: "The started export: query it by its id. Null if it was rejected.",
  })
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
    description:
      "Starts an export of the ledger to a file, from one consistent snapshot. Rejected with BUSY if too many exports are running. Repeating it starts another export. For ADMIN, FINANCE and AUDITOR.",
  })
  async exportCreate(
    @Arg("input", () => ExportCreateInput) input: ExportCreateInput,
    @Ctx() context: Context,
  ): Promise<ExportCreatePayload> {
    const { done, userErrors } = await attempt(() =>
      new Exports(context.services.jobs).start(
        context.network,
        viewerOf(context).sub,
        requestOf(input),
      ),
    );
    return new ExportCreatePayload(userErrors, done ? new Export(done) : null);
  }

  @Access(...STAFF)
  @Query(() => Export, {
    nullable: true,
    description:
      "An export that you created. Null if it does not exist or has expired. For ADMIN, FINANCE and AUDITOR.",
  })
  async export(
    @Arg("id", () => ID, { description: "The id that exportCreate returned." }) id: string,
    @Ctx() context: Context,
  ): Promise<Export | null> {
    const { services, network } = context;
    const found = await new Exports(services.jobs).find(network, viewerOf(context).sub, id);
    return found === undefined ? null : new Export(found);
  }
}
