// Taking back documents of any kind before they take effect: `planWithdraw`.
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

/** What the schema says of a kind's mutation that withdraws. */
export interface WithdrawText {
  readonly description: string;
  /** Of what has been withdrawn, in the payload. */
  readonly withdrawn?: string;
}

/** The mutation that takes back a version of a kind. */
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
    @Field(() => Int)
    readonly version!: number;

    @Field(() => String, { description: "Why; it is kept." })
    readonly reason!: string;
  }
  // Where versions count by code, the code's field is named like the kind.
  if (kind.codeOf !== undefined) {
    const description = `The ${kind.name}'s code.`;
    Field(() => String, { description })(WithdrawInput.prototype, kind.name);
  }
  return WithdrawInput;
}

function payloadOf<Node extends object>(
  kind: DocumentKind,
  { type }: Shown<Node>,
  { withdrawn }: WithdrawText,
) {
  @ObjectType(`${typeNameOf(kind)}WithdrawPayload`)
  class WithdrawPayload extends Payload {
    @Field(() => type, { name: kind.name, nullable: true, description: withdrawn })
    readonly withdrawn: Node | null;

    constructor(userErrors: readonly UserError[], withdrawn: Node | null) {
      super(userErrors);
      this.withdrawn = withdrawn;
    }
  }
  return WithdrawPayload;
}
