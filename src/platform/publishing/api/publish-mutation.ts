// Publishes documents of any kind: `planPublish`.
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
import { Access } from "../../graphql/access.ts";
import type { Context } from "../../graphql/context.ts";
import { Json } from "../../graphql/scalars.ts";
import { Payload, type UserError, write } from "../../graphql/user-error.ts";
import type { DocumentKind, Named } from "../document-kind.ts";
import { publishAll } from "../publish.ts";

/** How the API shows published documents of a kind. */
export interface Shown<Node extends object> {
  readonly type: ClassType<Node>;
  /** Finds a version, or the document whose version it is. */
  find(context: Context, version: Named): Promise<Node | null>;
}

/** The descriptions of a kind's mutation in the schema. */
export interface PublishText {
  /** A short name of the kind in sentences, like `plan`. */
  readonly what: string;
  readonly description: string;
  /** The description of the reason for accepting a risk; only for kinds that have one. */
  readonly acknowledge?: string;
  /** Whether the payload has warnings. */
  readonly warns?: boolean;
}

/** The prefix of the names of a kind's own types: `Plan` for `plan`. */
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

function inputOf(kind: DocumentKind, { what, acknowledge }: PublishText) {
  @InputType(`${typeNameOf(kind)}PublishInput`)
  class PublishInput {
    @Field(() => Json, { description: `The ${what} as a JSON document.` })
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
  { what, warns = false }: PublishText,
) {
  @ObjectType(`${typeNameOf(kind)}PublishPayload`)
  class PublishPayload extends Payload {
    @Field(() => type, {
      name: kind.name,
      nullable: true,
      description: `The published ${what}. Null if publishing was rejected.`,
    })
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
    const description = `Possible mistakes in the ${what}. Publishing succeeded all the same.`;
    Field(() => [String], { description })(PublishPayload.prototype, "warnings");
  }
  return PublishPayload;
}
