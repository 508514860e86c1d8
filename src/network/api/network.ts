// The network's settings, and the viewer: the holder of the request's token.
import { Ctx, Field, Int, ObjectType, Query, Resolver } from "type-graphql";
import type { NetworkSettings } from "../../database/database.ts";
import { Access, ANYONE, viewerOf } from "../../platform/graphql/access.ts";
import { type Context, ROLES, type Role, type Viewer } from "../../platform/graphql/context.ts";
import { enumOf } from "../../platform/graphql/enum.ts";

const RoleEnum = enumOf("Role", "What the holder of a token may see and do.", ROLES, {
  ADMIN: "Reads everything, publishes documents, changes the tree and does what FINANCE does.",
  FINANCE: "Reads everything, records orders and money, closes periods.",
  AUDITOR: "Reads everything, changes nothing.",
  DISTRIBUTOR: "One distributor: sees itself and its team.",
  SUPPLIER: "One supplier: sees itself and the sales of its products.",
});

@ObjectType({ description: "A currency or unit of amounts." })
export class Asset {
  @Field(() => String, { description: "The code of the asset, such as CNY or POINT." })
  readonly code!: string;

  @Field(() => Int, { description: "The number of decimals of the major unit; 2 for CNY." })
  readonly scale!: number;
}

@ObjectType({
  description: "A network: one platform's distributor tree with its catalogue, plans and ledger.",
})
export class Network {
  @Field(() => String, { description: "The name of the network, as tokens contain it." })
  readonly name: string;

  @Field(() => Asset, {
    description: "The settlement asset: the asset of all amounts unless stated otherwise.",
  })
  readonly asset: Asset;

  @Field(() => String, {
    description:
      "The IANA time zone that defines days, months, quarters and years, such as Asia/Shanghai.",
  })
  readonly timeZone: string;

  @Field(() => Int, {
    description: "The largest number of levels that a plan may pay without an acknowledgement.",
  })
  readonly complianceLevels: number;

  constructor({ name, asset, zone, complianceLevels }: NetworkSettings) {
    this.name = name;
    this.asset = asset;
    this.timeZone = zone.name;
    this.complianceLevels = complianceLevels;
  }
}

@ObjectType({ description: "The viewer: the holder of the request's token." })
export class Me {
  readonly viewer: Viewer;

  @Field(() => String, { description: "The subject (`sub` claim) of the token." })
  readonly sub: string;

  @Field(() => RoleEnum, { description: "The role of the token." })
  readonly role: Role;

  constructor(viewer: Viewer) {
    this.viewer = viewer;
    this.sub = viewer.sub;
    this.role = viewer.role;
  }
}

@Resolver()
export class NetworkQuery {
  @Access(...ANYONE)
  @Query(() => Network, { description: "The network that the token is for." })
  network(@Ctx() context: Context): Network {
    return new Network(context.network.settings);
  }

  @Access(...ANYONE)
  @Query(() => Me, { description: "The holder of the request's token." })
  me(@Ctx() context: Context): Me {
    return new Me(viewerOf(context));
  }
}
