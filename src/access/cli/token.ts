// `tributary token`: prints a token for the API, signed with the server's secret.
import { type Command, Option } from "commander";
import { networkOption, type Shell, say } from "../../platform/cli/shell.ts";
import { DEFAULT_EXPIRES, signToken } from "../../platform/graphql/auth.ts";
import { ROLES } from "../../platform/graphql/context.ts";
import { getAuthSecret } from "../auth-secret.ts";

interface Options {
  readonly role: string;
  readonly distributor?: string;
  readonly supplier?: string;
  readonly sub?: string;
  readonly expires: string;
  readonly network: string;
}

export function addToken(program: Command, shell: Shell): void {
  program
    .command("token")
    .description("print a signed token for the API")
    .addOption(
      new Option("--role <role>", "decides what the token may do")
        .choices(ROLES)
        .makeOptionMandatory(),
    )
    .option("--distributor <code>", "the distributor, for the role DISTRIBUTOR")
    .option("--supplier <code>", "the supplier, for the role SUPPLIER")
    .option("--sub <name>", "subject (`sub` claim); default: the name of the role")
    .option("--expires <time>", "how long it is valid, like 90s, 30m, 12h or 7d", DEFAULT_EXPIRES)
    .addOption(networkOption())
    .action(async ({ expires, ...claims }: Options) => {
      const secret = await getAuthSecret(shell.config());
      say(shell, await signToken(secret, claims, expires));
    });
}
