// `tributary token`: a signed token for the API, by the secret that the server checks tokens with.
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
    .description("print a signed token")
    .addOption(new Option("--role <role>", "what it may do").choices(ROLES).makeOptionMandatory())
    .option("--distributor <code>", "whose token it is, for the role DISTRIBUTOR")
    .option("--supplier <code>", "whose token it is, for the role SUPPLIER")
    .option("--sub <name>", "who bears it; by default the role's name")
    .option("--expires <time>", "how long it holds, like 90s, 30m, 12h or 7d", DEFAULT_EXPIRES)
    .addOption(networkOption())
    .action(async ({ expires, ...claims }: Options) => {
      const secret = await getAuthSecret(shell.config());
      say(shell, await signToken(secret, claims, expires));
    });
}
