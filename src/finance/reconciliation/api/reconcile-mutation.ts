// Reconciliation: imports statements, explains differences, and matches open differences again.

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
import { statementsLoader } from "./loaders.ts";
import { Statement, StatementFormatEnum } from "./statement.ts";

/** The maximum length of a statement in base64; larger files are imported on the command line. */
const MAX_CONTENT = 2_000_000;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** How far a statement line and its movement may differ. */
@InputType()
abstract class ToleranceInput {
  @Field(() => Int, {
    nullable: true,
    description: "The number of days by which dates may differ. Default: 3.",
  })
  readonly toleranceDays?: number | null;

  @Field(() => Decimal, {
    nullable: true,
    description:
      "The amount by which amounts and fees with the same reference may differ. Default: 0.",
  })
  readonly tolerance?: string | null;
}

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

@InputType({
  description:
    "An explanation of a difference. Give exactly one of note, adjustment and counterpart.",
})
class DifferenceExplainInput {
  @Field(() => Int, { description: "The difference number." })
  readonly difference!: number;

  @Field(() => String, {
    nullable: true,
    description: "An explanation in words. It is stored in the audit trail.",
  })
  readonly note?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The ref of the posted adjustment that corrects the difference. Its amount must be the same.",
  })
  readonly adjustment?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "The number of a difference of another source that shows the same money.",
  })
  readonly counterpart?: number | null;
}

@InputType()
class DifferencesMatchInput extends ToleranceInput {}

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

@ObjectType()
class DifferenceExplainPayload extends Payload {
  @Field(() => Difference, {
    nullable: true,
    description: "The difference. Null if the explanation was rejected.",
  })
  readonly difference: Difference | null;

  constructor(userErrors: readonly UserError[], difference: Difference | null) {
    super(userErrors);
    this.difference = difference;
  }
}

@ObjectType()
class DifferencesMatchPayload extends Payload {
  @Field(() => Int, {
    nullable: true,
    description:
      "The number of statement lines that were matched now. Null if the input was rejected.",
  })
  readonly matched: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "The number of new differences. Null if the input was rejected.",
  })
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

  @Access(...BOOKKEEPERS)
  @Mutation(() => DifferenceExplainPayload, {
    description:
      "Explains an open difference. For ADMIN and FINANCE. Safe to repeat: the same explanation again changes nothing.",
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
    description:
      "Matches open differences with transactions that were recorded later. Each import does the same. For ADMIN and FINANCE. Safe to repeat.",
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
    throw new Refusal(
      "INVALID",
      `content: is ${content.length} characters long, at most ${MAX_CONTENT} are allowed; use \`tributary reconcile import\` for larger files`,
      "content",
    );
  }
  if (content.length % 4 > 0 || !BASE64.test(content))
    throw new Refusal("INVALID", "content: is not valid base64", "content");
  yield Buffer.from(content, "base64");
}
