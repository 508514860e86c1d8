// Withdraws documents of any kind before they take effect: `planWithdraw`.
import {
  Arg,
  type ClassType,
  Ctx,
  Field,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Resolver,
} from "type-graphql";
import { Access } from "../../graphql/access.ts";
import type { Context } from "../../graphql/context.ts";
import { Payload, type UserError, write } from "../../graphql/user-error.ts";
import type { DocumentKind } from "../document-kind.ts";
import { withdraw } from "../withdraw.ts";
import { type Shown, typeNameOf } from "./publish-mutation.ts";

/** The descriptions of a kind's mutation in the schema. */
export interface WithdrawText {
  /** A short name of the kind in sentences, like `plan`. */
  readonly what: string;
  readonly description: string;
}

/** The mutation that withdraws a version of a kind. */
export function withdrawMutation<Node extends object>(
  kind: DocumentKind,
  shown: Shown<Node>,
  text: WithdrawText,
): ClassType {
  const WithdrawInput = inputOf(kind);
  const WithdrawPayload = payloadOf(kind, shown, text);

  @Resolver()
  class WithdrawMutation {
    @Access("ADMIN")
    @Mutation(() => WithdrawPayload, {
      name: `${kind.name}Withdraw`,
      description: text.description,
    })
    async withdraw(
      @Arg("input", () => WithdrawInput) input: InstanceType<typeof WithdrawInput>,
      @Ctx() context: Context,
    ) {
      const { version, reason } = input;
      const code = Reflect.get(input, kind.name) as string | undefined;
      const { userErrors } = await write(context, () =>
        withdraw(context.network, kind, { code, version }, reason, Date.now()),
      );
      const isDone = userErrors.length === 0;
      const node = isDone ? await shown.find(context, { code, version }) : null;
      return new WithdrawPayload(userErrors, node);
    }
  }
  return WithdrawMutation;
}

function inputOf(kind: DocumentKind) {
  @InputType(`${typeNameOf(kind)}WithdrawInput`)
  class WithdrawInput {
    @Field(() => Int, { description: "The version to withdraw." })
    readonly version!: number;

    @Field(() => String, {
      description: "Why the version is withdrawn. It is stored with the version.",
    })
    readonly reason!: string;
  }
  // For kinds with codes, the field of the code has the name of the kind.
  if (kind.codeOf !== undefined) {
    const description = `The code of the ${kind.name}.`;
    Field(() => String, { description })(WithdrawInput.prototype, kind.name);
  }
  return WithdrawInput;
}

function payloadOf<Node extends object>(
  kind: DocumentKind,
  { type }: Shown<Node>,
  { what }: WithdrawText,
) {
  @ObjectType(`${typeNameOf(kind)}WithdrawPayload`)
  class WithdrawPayload extends Payload {
    @Field(() => type, {
      name: kind.name,
      nullable: true,
      description: `The withdrawn ${what}. Null if the withdrawal was rejected.`,
    })
    readonly withdrawn: Node | null;

    constructor(userErrors: readonly UserError[], withdrawn: Node | null) {
      super(userErrors);
      this.withdrawn = withdrawn;
    }
  }
  return WithdrawPayload;
}
