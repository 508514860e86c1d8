// Imports statements, and matches their lines with the ledger.

import { setImmediate } from "node:timers/promises";
import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from "type-graphql";
import { Refusal } from "../../../kernel/errors.ts";
import { Access, BOOKKEEPERS } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Json, LocalDate } from "../../../platform/graphql/scalars.ts";
import { Payload, type UserError, write } from "../../../platform/graphql/user-error.ts";
import { parseMapping } from "../formats/bank-mapping.ts";
import { parseStatement } from "../formats/parse-statement.ts";
import type { StatementFormat } from "../formats/statement.ts";
import { importStatement } from "../store/import-statement.ts";
import { parseImport } from "../store/options.ts";
import { statementsLoader } from "./loaders.ts";
import { Statement, StatementFormatEnum } from "./statement.ts";
import { ToleranceInput } from "./tolerance-input.ts";

/** The maximum length of a statement in base64; larger files are imported on the command line. */
const MAX_CONTENT = 2_000_000;
/** Bytes that are read in one turn of the event loop. */
const PIECE = 32_768;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

@InputType({ description: "A statement file of a bank or payment channel." })
class StatementImportInput extends ToleranceInput {
  @Field(() => String, {
    description:
      "A code that you choose for the bank account or merchant that issued the statement.",
  })
  readonly source!: string;

  @Field(() => StatementFormatEnum, { description: "The format of the file." })
  readonly format!: StatementFormat;

  @Field(() => String, { description: "The file in base64, at most 2,000,000 characters." })
  readonly content!: string;

  @Field(() => Json, {
    nullable: true,
    description: "For BANK_CSV only: how to read the columns, as a JSON object.",
  })
  readonly mapping?: unknown;

  @Field(() => LocalDate, {
    nullable: true,
    description: "The first day of the statement. Default: as the file says.",
  })
  readonly from?: string | null;

  @Field(() => LocalDate, {
    nullable: true,
    description: "The last day of the statement. Default: as the file says.",
  })
  readonly to?: string | null;
}

@ObjectType()
class StatementImportPayload extends Payload {
  @Field(() => Statement, {
    nullable: true,
    description: "The imported statement. Null if the import was rejected.",
  })
  readonly statement: Statement | null;

  constructor(userErrors: readonly UserError[], statement: Statement | null) {
    super(userErrors);
    this.statement = statement;
  }
}

@Resolver()
export class StatementMutation {
  @Access(...BOOKKEEPERS)
  @Mutation(() => StatementImportPayload, {
    description:
      "Imports a statement and matches its lines with the ledger. The file is imported completely or not at all. For ADMIN and FINANCE. Safe to repeat: the same file of the same source again changes nothing.",
  })
  async statementImport(
    @Arg("input", () => StatementImportInput) input: StatementImportInput,
    @Ctx() context: Context,
  ): Promise<StatementImportPayload> {
    const { done, userErrors } = await write(context, () => importFrom(context, input));
    if (done === undefined) return new StatementImportPayload(userErrors, null);
    const view = await context.loaders.of(statementsLoader).load(done.seq);
    return new StatementImportPayload([], new Statement(view!));
  }
}

async function importFrom({ network }: Context, input: StatementImportInput) {
  const { asset } = network.settings;
  const options = parseImport(input, asset);
  const mapping = input.mapping == null ? undefined : parseMapping(input.mapping);
  const statement = await parseStatement(input.format, bytesOf(input.content), asset, mapping);
  return importStatement(network, options, statement, Date.now());
}

async function* bytesOf(content: string): AsyncGenerator<Uint8Array> {
  if (content.length > MAX_CONTENT) {
    throw new Refusal(
      "INVALID",
      `content: is ${content.length} characters long, at most ${MAX_CONTENT} are allowed; use \`tributary reconcile import\` for larger files`,
      "content",
    );
  }
  if (content.length % 4 > 0 || !BASE64.test(content))
    throw new Refusal("INVALID", "content: is not valid base64", "content");
  const bytes = Buffer.from(content, "base64");
  for (let from = 0; from < bytes.length; from += PIECE) {
    // Orders are settled by the same event loop.
    await setImmediate();
    yield bytes.subarray(from, from + PIECE);
  }
}
