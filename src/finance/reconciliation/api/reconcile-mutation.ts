// Reconciling: statements are imported, what differs is explained, and what came since is matched again.
import { Arg, Ctx, Field, InputType, Int, Mutation, ObjectType, Resolver } from "type-graphql";
import { Refusal } from "../../../kernel/errors.ts";
import { Access, BOOKKEEPERS } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Decimal, Json, LocalDate } from "../../../platform/graphql/scalars.ts";
import { Payload, type UserError, write } from "../../../platform/graphql/user-error.ts";
import { parseMapping } from "../formats/bank-mapping.ts";
import { parseStatement } from "../formats/parse-statement.ts";
import type { StatementFormat } from "../formats/statement.ts";
import { explainDifference } from "../store/explain.ts";
import { importStatement } from "../store/import-statement.ts";
import { parseImport, parseTolerance } from "../store/options.ts";
import { rematch } from "../store/rematch.ts";
import { Difference } from "./difference.ts";
import { Statement, StatementFormatEnum } from "./statement.ts";

/** Characters of a statement in base64 at most: longer ones go by the command line. */
const MAX_CONTENT = 2_000_000;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

@InputType({ description: "The same file of the same source again does nothing." })
class StatementImportInput {
  @Field(() => String, { description: "A code for the account or merchant that it is of." })
  readonly source!: string;

  @Field(() => StatementFormatEnum)
  readonly format!: StatementFormat;

  @Field(() => String, { description: "The file's bytes in base64, at most 2,000,000 characters." })
  readonly content!: string;

  @Field(() => Json, { nullable: true, description: "Of a BANK_CSV: how its columns are read." })
  readonly mapping?: unknown;

  @Field(() => LocalDate, { nullable: true, description: "Its first day, if it does not say." })
  readonly from?: string | null;

  @Field(() => LocalDate, { nullable: true, description: "Its last day, if it does not say." })
  readonly to?: string | null;

  @Field(() => Int, { nullable: true, description: "How far off a day may be; default 3." })
  readonly toleranceDays?: number | null;

  @Field(() => Decimal, {
    nullable: true,
    description: "By how much amounts may differ; default 0.",
  })
  readonly tolerance?: string | null;
}

@InputType({ description: "Give one of note, adjustment and counterpart." })
class DifferenceExplainInput {
  @Field(() => Int, { description: "The difference's number." })
  readonly difference!: number;

  @Field(() => String, { nullable: true, description: "Kept in the audit trail." })
  readonly note?: string | null;

  @Field(() => String, { nullable: true, description: "The ref of the posted correction." })
  readonly adjustment?: string | null;

  @Field(() => Int, { nullable: true, description: "The difference of another source." })
  readonly counterpart?: number | null;
}

@InputType()
class DifferencesMatchInput {
  @Field(() => Int, { nullable: true, description: "How far off a day may be; default 3." })
  readonly toleranceDays?: number | null;

  @Field(() => Decimal, {
    nullable: true,
    description: "By how much amounts may differ; default 0.",
  })
  readonly tolerance?: string | null;
}

@ObjectType()
class StatementImportPayload extends Payload {
  @Field(() => Statement, { nullable: true })
  readonly statement: Statement | null;

  constructor(userErrors: readonly UserError[], statement: Statement | null) {
    super(userErrors);
    this.statement = statement;
  }
}

@ObjectType()
class DifferenceExplainPayload extends Payload {
  @Field(() => Difference, { nullable: true })
  readonly difference: Difference | null;

  constructor(userErrors: readonly UserError[], difference: Difference | null) {
    super(userErrors);
    this.difference = difference;
  }
}

@ObjectType()
class DifferencesMatchPayload extends Payload {
  @Field(() => Int, { nullable: true, description: "Lines that are matched now." })
  readonly matched: number | null;

  @Field(() => Int, { nullable: true, description: "Differences that are new." })
  readonly opened: number | null;

  constructor(userErrors: readonly UserError[], done?: { matched: number; opened: number }) {
    super(userErrors);
    this.matched = done?.matched ?? null;
    this.opened = done?.opened ?? null;
  }
}

@Resolver()
export class ReconcileMutation {
  @Access(...BOOKKEEPERS)
  @Mutation(() => StatementImportPayload, {
    description: "Matches a statement's lines with what custody did. All of the file, or nothing.",
  })
  async statementImport(
    @Arg("input", () => StatementImportInput) input: StatementImportInput,
    @Ctx() context: Context,
  ): Promise<StatementImportPayload> {
    const { done, userErrors } = await write(context, () => importFrom(context, input));
    if (done === undefined) return new StatementImportPayload(userErrors, null);
    const view = await context.loaders.statements.load(done.seq);
    return new StatementImportPayload([], new Statement(view!));
  }

  @Access(...BOOKKEEPERS)
  @Mutation(() => DifferenceExplainPayload, {
    description: "An open one. The same again does nothing.",
  })
  async differenceExplain(
    @Arg("input", () => DifferenceExplainInput) input: DifferenceExplainInput,
    @Ctx() context: Context,
  ): Promise<DifferenceExplainPayload> {
    const { done, userErrors } = await write(context, () =>
      explainDifference(context.network, input, Date.now()),
    );
    return new DifferenceExplainPayload(userErrors, done ? new Difference(done) : null);
  }

  @Access(...BOOKKEEPERS)
  @Mutation(() => DifferencesMatchPayload, {
    description: "Matches what is open with what was recorded since, as every import does.",
  })
  async differencesMatch(
    @Arg("input", () => DifferencesMatchInput) input: DifferencesMatchInput,
    @Ctx() context: Context,
  ): Promise<DifferencesMatchPayload> {
    const { network } = context;
    const { done, userErrors } = await write(context, async () =>
      rematch(network, parseTolerance(input, network.settings.asset), Date.now()),
    );
    return new DifferencesMatchPayload(userErrors, done);
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
    throw new Refusal("INVALID", `content: is longer than ${MAX_CONTENT} characters`, "content");
  }
  if (content.length % 4 > 0 || !BASE64.test(content))
    throw new Refusal("INVALID", "content: is not base64", "content");
  yield Buffer.from(content, "base64");
}
