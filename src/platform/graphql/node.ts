// Global ids: opaque texts that name a type and a key of it.
import { Field, ID, InterfaceType } from "type-graphql";

@InterfaceType({ description: "Whatever can be found again by its `id`." })
export abstract class Node {
  @Field(() => ID, { description: "Opaque, and unique in the network." })
  readonly id!: string;
}

const ID_FORM = /^([A-Z][A-Za-z]{1,40}):(\d{1,15})$/;

export function globalId(type: string, key: number): string {
  return Buffer.from(`${type}:${key}`).toString("base64url");
}

/** What an id names, or undefined for a text that is none. */
export function parseGlobalId(id: string): { type: string; key: number } | undefined {
  const parts = ID_FORM.exec(Buffer.from(id, "base64url").toString());
  return parts === null ? undefined : { type: parts[1]!, key: Number(parts[2]) };
}
