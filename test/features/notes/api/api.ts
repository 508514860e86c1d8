// What notes add to the API.
import {
  Arg,
  Ctx,
  Field,
  InputType,
  Mutation,
  ObjectType,
  Resolver,
  Root,
  Subscription,
} from "type-graphql";
import { Access, STAFF } from "../../../../src/platform/graphql/access.ts";
import { type Context, eventType } from "../../../../src/platform/graphql/context.ts";
import { AFTER, Event, follow } from "../../../../src/platform/graphql/event.ts";
import type { FeatureApi } from "../../../../src/platform/graphql/feature-api.ts";
import { Cursor } from "../../../../src/platform/graphql/scalars.ts";
import { Payload, type UserError, write } from "../../../../src/platform/graphql/user-error.ts";
import { type NoteWritten as NoteFact, noteWritten } from "../store/note-event.ts";
import { type NoteView, removeNote, writeNote } from "../store/notes.ts";

@ObjectType({ description: "A note of the staff about a distributor." })
class Note {
  @Field(() => String)
  readonly ref: string;

  @Field(() => String)
  readonly text: string;

  @Field(() => Boolean)
  readonly isRemoved: boolean;

  constructor({ ref, text, isRemoved }: NoteView) {
    this.ref = ref;
    this.text = text;
    this.isRemoved = isRemoved;
  }
}

@InputType()
class NoteWriteInput {
  @Field(() => String)
  readonly ref!: string;

  @Field(() => String)
  readonly distributor!: string;

  @Field(() => String)
  readonly text!: string;
}

@InputType()
class NoteRemoveInput {
  @Field(() => String)
  readonly ref!: string;
}

@ObjectType()
abstract class NotePayload extends Payload {
  @Field(() => Note, { nullable: true })
  readonly note: Note | null;

  constructor(userErrors: readonly UserError[], done: NoteView | undefined) {
    super(userErrors);
    this.note = done === undefined ? null : new Note(done);
  }
}

@ObjectType()
class NoteWritePayload extends NotePayload {}

@ObjectType()
class NoteRemovePayload extends NotePayload {}

@ObjectType({ implements: Event, description: "A note was written." })
class NoteWritten extends Event<NoteFact> {
  @Field(() => String)
  readonly text: string;

  constructor(fact: NoteFact) {
    super(fact);
    this.text = fact.text;
  }
}

@Resolver()
class NoteMutation {
  @Access(...STAFF)
  @Mutation(() => NoteWritePayload)
  async noteWrite(
    @Arg("input", () => NoteWriteInput) input: NoteWriteInput,
    @Ctx() context: Context,
  ): Promise<NoteWritePayload> {
    const note = () => writeNote(context.network, input, Date.now());
    const { done, userErrors } = await write(context, note);
    return new NoteWritePayload(userErrors, done);
  }

  @Access("ADMIN")
  @Mutation(() => NoteRemovePayload)
  async noteRemove(
    @Arg("input", () => NoteRemoveInput) { ref }: NoteRemoveInput,
    @Ctx() context: Context,
  ): Promise<NoteRemovePayload> {
    const { done, userErrors } = await write(context, () =>
      removeNote(context.network, ref, Date.now()),
    );
    return new NoteRemovePayload(userErrors, done);
  }

  @Access(...STAFF)
  @Subscription(() => NoteWritten, { subscribe: follow(noteWritten) })
  noteWritten(
    @Root() fact: NoteFact,
    @Arg("after", () => Cursor, AFTER) _after: string | null,
  ): NoteWritten {
    return new NoteWritten(fact);
  }
}

export const api: FeatureApi = {
  resolvers: [NoteMutation],
  events: [eventType(noteWritten, (fact) => new NoteWritten(fact))],
};
