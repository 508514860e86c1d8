// Publishing documents of any kind: `planPublish`.
import {
  Arg,
  type ClassType,
  Ctx,
  Field,
  InputType,
  Mutation,
  ObjectType,
  Resolver,
} from "type-graphql";
import type { DocumentKind, Named } from "../../catalog/document-kind.ts";
import { publishAll } from "../../catalog/publish.ts";
import { Access } from "../access.ts";
import type { Context } from "../context.ts";
import { Json } from "../scalars.ts";
import { Payload, type UserError, write } from "../user-error.ts";

/** How the API shows what has been published of a kind. */
export interface Shown<Node extends object> {
  readonly type: ClassType<Node>;
  /** Finds a version, or the document whose version it is. */
  find(context: Context, version: Named): Promise<Node | null>;
}

/** What is said of a kind's mutation that publishes. */
export interface PublishText {
  readonly description: string;
  /** Of the reason that its risk is taken with; only of kinds that have one. */
  readonly acknowledge?: string;
  /** Whether its documents can be warned of. */
  readonly warns?: boolean;
}

/** `Plan` of `plan`: what the names of a kind's own types begin with. */
export function typeNameOf({ name }: DocumentKind): string {
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}

/** The mutation that publishes a document of a kind. */
export function publishMutation<Node extends object>(
  kind: DocumentKind,
  shown: Shown<Node>,
  text: PublishText,
): ClassType {
  const PublishInput = inputOf(kind, text);
  const PublishPayload = payloadOf(kind, shown, text);

  @Resolver()
  class PublishMutation {
    @Access("ADMIN")
    @Mutation(() => PublishPayload, { name: `${kind.name}Publish`, description: text.description })
    async publish(
      @Arg("input", () => PublishInput) input: InstanceType<typeof PublishInput>,
      @Ctx() context: Context,
    ) {
      const publish = () => publishAll(context.network, kind, [input], Date.now());
      const { done, userErrors } = await write(context, publish, "document", ["acknowledge"]);
      const published = done?.[0];
      if (published === undefined) return new PublishPayload(userErrors, null, []);
      const node = await shown.find(context, published);
      return new PublishPayload(userErrors, node, published.warnings);
    }
  }
  return PublishMutation;
}

function inputOf(kind: DocumentKind, { acknowledge }: PublishText) {
  @InputType(`${typeNameOf(kind)}PublishInput`)
  class PublishInput {
    @Field(() => Json)
    readonly document!: unknown;

    readonly acknowledge?: string | null;
  }
  if (acknowledge !== undefined) {
    const field = Field(() => String, { nullable: true, description: acknowledge });
    field(PublishInput.prototype, "acknowledge");
  }
  return PublishInput;
}

function payloadOf<Node extends object>(
  kind: DocumentKind,
  { type }: Shown<Node>,
  { warns }: PublishText,
) {
  @ObjectType(`${typeNameOf(kind)}PublishPayload`)
  class PublishPayload extends Payload {
    @Field(() => type, { name: kind.name, nullable: true })
    readonly published: Node | null;

    readonly warnings: readonly string[];

    constructor(
      userErrors: readonly UserError[],
      published: Node | null,
      warnings: readonly string[],
    ) {
      super(userErrors);
      this.published = published;
      this.warnings = warnings;
    }
  }
  if (warns) {
    const description = "What may be a mistake and was taken all the same.";
    Field(() => [String], { description })(PublishPayload.prototype, "warnings");
  }
  return PublishPayload;
}
