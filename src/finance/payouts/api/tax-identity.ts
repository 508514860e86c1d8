// Tax identities (纳税识别): the code under which a payee is taxed. Sets one, and lists those that differ
// from the payee.
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

@InputType({ description: "The tax identity of a payee. Give either distributor or supplier." })
class TaxIdentitySetInput {
  @Field(() => String, {
    nullable: true,
    description: "The code of the distributor, if the payee is one.",
  })
  readonly distributor?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The code of the supplier, if the payee is one.",
  })
  readonly supplier?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "A code that you choose; do not use a personal identity number. Payees with the same code are taxed together. Null or empty: reset, so that the payee is taxed by itself.",
  })
  readonly identity?: string | null;

  @Field(() => String, { description: "Why the tax identity is set. It is stored in the ledger." })
  readonly reason!: string;
}

@ObjectType()
class TaxIdentitySetPayload extends Payload {
  @Field(() => String, {
    nullable: true,
    description: "The tax identity of the payee from now on. Null if the change was rejected.",
  })
  readonly identity: string | null;

  constructor(userErrors: readonly UserError[], identity: string | null) {
    super(userErrors);
    this.identity = identity;
  }
}

@ObjectType({
  description:
    "A payee that is taxed under a code. Several payees may have the same code; their income is then added up.",
})
class TaxIdentity {
  @Field(() => String, { description: "The payee, such as distributor:E or supplier:S001." })
  readonly payee: string;

  @Field(() => String, { description: "The code under which the payee is taxed." })
  readonly identity: string;

  @Field(() => DateTime, { description: "When it was set." })
  readonly since: number;

  @Field(() => String, { description: "Why it was set." })
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
    description:
      "Sets the tax identity of a payee. Payouts that are already approved keep theirs. For ADMIN and FINANCE. Safe to repeat: setting the current identity changes nothing.",
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
  @Query(() => TaxIdentityConnection, {
    description:
      "The payees that have a tax identity now, the oldest first. For ADMIN, FINANCE and AUDITOR.",
  })
  async taxIdentities(
    @Arg("identity", () => String, {
      nullable: true,
      description: "Returns only payees with this tax identity.",
    })
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
