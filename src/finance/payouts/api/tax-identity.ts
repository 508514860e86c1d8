// As whom payees are taxed (纳税识别): saying so, and those that are not taxed as themselves.
import {
  Arg,
  Args,
  Ctx,
  Field,
  InputType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from "type-graphql";
import { Access, BOOKKEEPERS, STAFF } from "../../../platform/graphql/access.ts";
import { type Connection, connectionOf, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { isWhole, List } from "../../../platform/graphql/list.ts";
import { DateTime } from "../../../platform/graphql/scalars.ts";
import { Payload, type UserError, write } from "../../../platform/graphql/user-error.ts";
import { pageTaxIdentities, type TaxIdentityView } from "../store/read-identities.ts";
import { setTaxIdentity } from "../store/tax-identity.ts";

@InputType({ description: "The same as holds already does nothing." })
class TaxIdentitySetInput {
  @Field(() => String, { nullable: true, description: "The code of whom to tax." })
  readonly distributor?: string | null;

  @Field(() => String, { nullable: true, description: "Or the code of the supplier to tax." })
  readonly supplier?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "A code of your own, not an identity number; null: taxed as itself again.",
  })
  readonly identity?: string | null;

  @Field(() => String, { description: "It is kept." })
  readonly reason!: string;
}

@ObjectType()
class TaxIdentitySetPayload extends Payload {
  @Field(() => String, { nullable: true, description: "As whom it is taxed now." })
  readonly identity: string | null;

  constructor(userErrors: readonly UserError[], identity: string | null) {
    super(userErrors);
    this.identity = identity;
  }
}

@ObjectType({ description: "A payee that is taxed under a code, which others may share." })
class TaxIdentity {
  @Field(() => String, { description: "Whom: like distributor:E." })
  readonly payee: string;

  @Field(() => String)
  readonly identity: string;

  @Field(() => DateTime)
  readonly since: number;

  @Field(() => String)
  readonly reason: string;

  constructor({ payee, identity, since, reason }: TaxIdentityView) {
    this.payee = payee;
    this.identity = identity;
    this.since = since;
    this.reason = reason;
  }
}

const TaxIdentityConnection = connectionOf<TaxIdentity>("TaxIdentity", () => TaxIdentity);
const IDENTITIES = new List<number>("tax-identities", isWhole);

@Resolver()
export class TaxIdentityResolver {
  @Access(...BOOKKEEPERS)
  @Mutation(() => TaxIdentitySetPayload, {
    description: "What was approved before stays with whom it was taxed as.",
  })
  async taxIdentitySet(
    @Arg("input", () => TaxIdentitySetInput) input: TaxIdentitySetInput,
    @Ctx() context: Context,
  ): Promise<TaxIdentitySetPayload> {
    const { done, userErrors } = await write(context, () =>
      setTaxIdentity(context.network, input, Date.now()),
    );
    return new TaxIdentitySetPayload(userErrors, done?.identity ?? null);
  }

  @Access(...STAFF)
  @Query(() => TaxIdentityConnection, { description: "Those that hold now, the oldest first." })
  async taxIdentities(
    @Arg("identity", () => String, { nullable: true, description: "Only those of this code." })
    identity: string | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network }: Context,
  ): Promise<Connection<TaxIdentity>> {
    const page = IDENTITIES.page(args);
    const rows = await network.read((tx) => pageTaxIdentities(tx, identity, page));
    return IDENTITIES.connect(
      rows,
      page,
      ({ seq }) => seq,
      (row) => new TaxIdentity(row),
    );
  }
}
