// Closing months, and looking up those that are closed.
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
import { type Connection, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Payload, type UserError, write } from "../../../platform/graphql/user-error.ts";
import { closeWindow } from "../store/close-window.ts";
import { pageWindowCloses } from "../store/read-tiers.ts";
import { WINDOW_CLOSES, WindowClose, WindowCloseConnection } from "./window-close.ts";

@InputType()
class WindowCloseInput {
  @Field(() => String, { description: "Such as 2026-01. It must have ended." })
  readonly month!: string;
}

@ObjectType()
class WindowClosePayload extends Payload {
  @Field(() => WindowClose, { nullable: true })
  readonly windowClose: WindowClose | null;

  constructor(userErrors: readonly UserError[], windowClose: WindowClose | null) {
    super(userErrors);
    this.windowClose = windowClose;
  }
}

@Resolver()
export class WindowMutation {
  @Access(...BOOKKEEPERS)
  @Mutation(() => WindowClosePayload, {
    description:
      "Downgrades whoever has missed its tier for too long. Months close one after another; the same again does nothing.",
  })
  async windowClose(
    @Arg("input", () => WindowCloseInput) { month }: WindowCloseInput,
    @Ctx() context: Context,
  ): Promise<WindowClosePayload> {
    const close = () => closeWindow(context.network, month, Date.now());
    const { done, userErrors } = await write(context, close);
    const view = done === undefined ? undefined : await context.loaders.windowCloses.load(done);
    return new WindowClosePayload(userErrors, view === undefined ? null : new WindowClose(view));
  }

  @Access(...STAFF)
  @Query(() => WindowCloseConnection, { description: "By month." })
  async windowCloses(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network }: Context,
  ): Promise<Connection<WindowClose>> {
    const page = WINDOW_CLOSES.page(args);
    const rows = await network.read((tx) => pageWindowCloses(tx, page));
    return WINDOW_CLOSES.connect(
      rows,
      page,
      ({ seq }) => seq,
      (view) => new WindowClose(view),
    );
  }
}
