// Where a distributor stands: its parent and upline, its children and team.
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  Int,
  ObjectType,
  Resolver,
  Root,
} from "type-graphql";
import { Refusal } from "../../kernel/errors.ts";
import { Access, reachOf, STAFF, Within } from "../../platform/graphql/access.ts";
import { type Connection, PageArgs } from "../../platform/graphql/connection.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { CHILDREN, Distributor, DistributorConnection, TREE } from "./distributor.ts";

@ObjectType({ description: "Everyone below a distributor, without itself." })
class Team {
  @Field(() => Int)
  readonly size!: number;

  @Field(() => Int, { description: "Levels below the distributor." })
  readonly depth!: number;
}

@Resolver(() => Distributor)
export class DistributorTree {
  @FieldResolver(() => Distributor, { nullable: true, description: "Null for a root." })
  async parent(
    @Root() { view }: Distributor,
    @Ctx() { loaders }: Context,
  ): Promise<Distributor | null> {
    return view.parentId === null
      ? null
      : Distributor.of(await loaders.distributors.load(view.parentId));
  }

  @FieldResolver(() => [Distributor], {
    description: "Its ancestors, the nearest first, up to so many levels or to the root.",
  })
  async upline(
    @Root() { view }: Distributor,
    @Arg("levels", () => Int, { nullable: true }) levels: number | null,
    @Ctx() { loaders }: Context,
  ): Promise<Distributor[]> {
    if (levels != null && levels < 1) {
      throw new Refusal("INVALID", `levels: ${levels} is not above 0`, "levels");
    }
    const ids = view.path
      .slice(0, -1)
      .reverse()
      .slice(0, levels ?? view.path.length);
    const found = await Promise.all(ids.map((id) => loaders.distributors.load(id)));
    return found.flatMap((one) => Distributor.of(one) ?? []);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Within("TEAM")
  @FieldResolver(() => DistributorConnection, {
    nullable: true,
    description: "Those right below it, in the order in which they came.",
  })
  async children(
    @Root() { view }: Distributor,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<Distributor>> {
    const page = CHILDREN.page(args);
    const rows = await loaders.children.load({ of: view.id, page });
    return CHILDREN.connect(
      rows,
      page,
      ({ id }) => id,
      (one) => new Distributor(one),
    );
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Within("TEAM")
  @FieldResolver(() => DistributorConnection, {
    nullable: true,
    description: "Its team, in the order of the tree.",
  })
  async downline(
    @Root() { view }: Distributor,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<Distributor>> {
    const page = TREE.page(args);
    const rows = await loaders.downlines.load({ of: view.path, page });
    return TREE.connect(
      rows,
      page,
      ({ path }) => path,
      (one) => new Distributor(one),
    );
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Within("TEAM")
  @FieldResolver(() => Team, { nullable: true })
  team(@Root() { view }: Distributor, @Ctx() { loaders }: Context): Promise<Team> {
    return loaders.teams.load(view.id);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @FieldResolver(() => Boolean, {
    nullable: true,
    description: "Whether it is below the distributor with that code; nobody is in its own team.",
  })
  async isInTeam(
    @Root() { view }: Distributor,
    @Arg("of", () => String) of: string,
    @Ctx() context: Context,
  ): Promise<boolean> {
    const head = await context.loaders.distributorsByCode.load(of);
    if (head === undefined || !(await reachOf(context)).seesDistributor(head)) {
      const shown = JSON.stringify(of.slice(0, 70));
      throw new Refusal("NOT_FOUND", `of: no distributor ${shown}`, "of");
    }
    return head.id !== view.id && view.path.includes(head.id);
  }
}
