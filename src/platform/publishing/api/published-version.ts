// What the API shows of every published version, whatever its document says.
import { Field, Int, ObjectType } from "type-graphql";
import { Access, STAFF } from "../../graphql/access.ts";
import { DateTime } from "../../graphql/scalars.ts";
import type { PublishedView } from "../read-published.ts";

@ObjectType()
export abstract class PublishedVersion {
  @Field(() => Int, { description: "Counts from 1 in the order of publication." })
  readonly version: number;

  @Field(() => DateTime, { description: "When the version was published." })
  readonly publishedAt: number;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "When the version was withdrawn. A withdrawn version is never in force. Null if it was not withdrawn.",
  })
  readonly withdrawnAt: number | null;

  constructor({ version, publishedAt, withdrawnAt }: PublishedView) {
    this.version = version;
    this.publishedAt = publishedAt;
    this.withdrawnAt = withdrawnAt;
  }
}

/** A version that starts at an instant, and that distributors may read. */
@ObjectType()
export abstract class VersionFromInstant extends PublishedVersion {
  @Field(() => DateTime, {
    description: "The version is in force from this instant until the next version starts.",
  })
  readonly effectiveFrom: number;

  @Access(...STAFF)
  @Field(() => String, {
    nullable: true,
    description: "Why the version was withdrawn. Not visible to distributors.",
  })
  readonly withdrawalReason: string | null;

  constructor(view: PublishedView) {
    super(view);
    this.effectiveFrom = view.effectiveFrom;
    this.withdrawalReason = view.withdrawalReason;
  }
}
