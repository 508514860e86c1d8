// The network itself and who asks: its settings, and the bearer of the token.
import { Ctx, Field, Int, ObjectType, Query, Resolver } from "type-graphql";
import type { NetworkSettings } from "../../database/database.ts";
import { Access, ANYONE, viewerOf } from "../../platform/graphql/access.ts";
import { type Context, ROLES, type Role, type Viewer } from "../../platform/graphql/context.ts";
import { enumOf } from "../../platform/graphql/enum.ts";

const RoleEnum = enumOf("Role", "What the bearer of a token may see and do.", ROLES);

@ObjectType({ description: "What amounts are counted in." })
export class Asset {
  @Field(() => String)
  readonly code!: string;

  @Field(() => Int, { description: "Decimals of its major unit." })
  readonly scale!: number;
}

@ObjectType({ description: "One platform's distributor tree with its catalogue, plans and books." })
export class Network {
  @Field(() => String)
  readonly name: string;

  @Field(() => Asset, { description: "The settlement asset." })
  readonly asset: Asset;

  @Field(() => String, { description: "The time zone of its days, months and years." })
  readonly timeZone: string;

  @Field(() => Int)
  readonly complianceLevels: number;

  constructor({ name, asset, zone, complianceLevels }: NetworkSettings) {
    this.name = name;
    this.asset = asset;
    this.timeZone = zone.name;
    this.complianceLevels = complianceLevels;
  }
}

@ObjectType({ description: "The bearer of the token." })
export class Me {
  readonly viewer: Viewer;

  @Field(() => String, { description: "The token's subject." })
  readonly sub: string;

  @Field(() => RoleEnum)
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
  @Query(() => Network)
  network(@Ctx() context: Context): Network {
    return new Network(context.network.settings);
  }

  @Access(...ANYONE)
  @Query(() => Me, { description: "Who asks." })
  me(@Ctx() context: Context): Me {
    return new Me(viewerOf(context));
  }
}
