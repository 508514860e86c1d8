// A distributor's place in the tree: parent, upline, children and team.

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
import { Access, STAFF, scopeOf, Within } from "../../platform/graphql/access.ts";
import { type Connection, PageArgs } from "../../platform/graphql/connection.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { CHILDREN, Distributor, DistributorConnection, TREE } from "./distributor.ts";
import {
  childrenLoader,
  distributorsByCodeLoader,
  distributorsLoader,
  downlinesLoader,
  teamsLoader,
} from "./loaders.ts";

@ObjectType({
  description: "All distributors below a distributor, without the distributor itself.",
})
class Team {
  @Field(() => Int, { description: "The number of distributors." })
  readonly size!: number;

  @Field(() => Int, { description: "The number of levels below the distributor." })
  readonly depth!: number;
}

@Resolver(() => Distributor)
export class DistributorTree {
  @FieldResolver(() => Distributor, {
    nullable: true,
    description: "The parent of the distributor. Null for a root.",
  })
  async parent(
    @Root() { view }: Distributor,
    @Ctx() { loaders }: Context,
  ): Promise<Distributor | null> {
    return view.parentId === null
      ? null
      : Distributor.of(await loaders.of(distributorsLoader).load(view.parentId));
  }

  @FieldResolver(() => [Distributor], {
    description: "The ancestors of the distributor, nearest first.",
  })
  async upline(
    @Root() { view }: Distributor,
    @Arg("levels", () => Int, {
      nullable: true,
      description: "The maximum number of ancestors, at least 1. Default: all up to the root.",
    })
    levels: number | null,
    @Ctx() { loaders }: Context,
  ): Promise<Distributor[]> {
    if (levels != null && levels < 1) {
      throw new Refusal("INVALID", `levels: must be at least 1, not ${levels}`, "levels");
    }
    const ids = view.path
      .slice(0, -1)
      .reverse()
      .slice(0, levels ?? view.path.length);
    const found = await Promise.all(ids.map((id) => loaders.of(distributorsLoader).load(id)));
    return found.flatMap((one) => Distributor.of(one) ?? []);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Within("TEAM")
  @FieldResolver(() => DistributorConnection, {
    nullable: true,
    description:
      "The distributors directly below this one, in the order in which they joined. A distributor may read it of itself and its team.",
  })
  async children(
    @Root() { view }: Distributor,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<Distributor>> {
    const page = CHILDREN.page(args);
    const rows = await loaders.of(childrenLoader).load({ of: view.id, page });
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
    description:
      "All distributors below this one, each followed by its own team. A distributor may read it of itself and its team.",
  })
  async downline(
    @Root() { view }: Distributor,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<Distributor>> {
    const page = TREE.page(args);
    const rows = await loaders.of(downlinesLoader).load({ of: view.path, page });
    return TREE.connect(
      rows,
      page,
      ({ path }) => path,
      (one) => new Distributor(one),
    );
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Within("TEAM")
  @FieldResolver(() => Team, {
    nullable: true,
    description:
      "The size and depth of the team. A distributor may read it of itself and its team.",
  })
  team(@Root() { view }: Distributor, @Ctx() { loaders }: Context): Promise<Team> {
    return loaders.of(teamsLoader).load(view.id);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @FieldResolver(() => Boolean, {
    nullable: true,
    description:
      "Whether the distributor is below another one. A distributor is not in its own team.",
  })
  async isInTeam(
    @Root() { view }: Distributor,
    @Arg("of", () => String, { description: "The code of the other distributor." }) of: string,
    @Ctx() context: Context,
  ): Promise<boolean> {
    const head = await context.loaders.of(distributorsByCodeLoader).load(of);
    if (head === undefined || !(await scopeOf(context)).seesDistributor(head)) {
      const shown = JSON.stringify(of.slice(0, 70));
      throw new Refusal("NOT_FOUND", `of: no distributor ${shown}`, "of");
    }
    return head.id !== view.id && view.path.includes(head.id);
  }
}
