// `tributary plan compare|withdraw`, and the same for each kind: shows what a draft would change, and withdraws a version before it takes effect.
import type { Command } from "commander";
import { naming } from "../../cli/faults.ts";
import {
  jsonOption,
  networkOption,
  report,
  type Shell,
  say,
  withNetwork,
} from "../../cli/shell.ts";
import { wholeNumber } from "../../cli/whole-number.ts";
import { readDocuments } from "../../files/json.ts";
import { type Comparison, compare } from "../compare.ts";
import type { DocumentKind, Named } from "../document-kind.ts";
import { withdraw } from "../withdraw.ts";

interface Options {
  readonly network: string;
  readonly json?: boolean;
}

interface WithdrawOptions extends Options {
  readonly reason: string;
}

/** `plan 2`, or `programme gold version 2`: a version as its commands tell it. */
export function toldVersion({ name }: DocumentKind, { code, version }: Named): string {
  return code === undefined ? `${name} ${version}` : `${name} ${code} version ${version}`;
}

export function addDraftCommands(parent: Command, shell: Shell, kind: DocumentKind): void {
  const { name, codeOf } = kind;
  parent
    .command("compare")
    .description(`print what a ${name} would change; publish nothing`)
    .argument("<file>", "JSON: one document, or a list of them")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action((file: string, options: Options) => tell(shell, kind, file, options));
  const withdrawal = parent
    .command("withdraw")
    .description(`withdraw a ${name} that has not taken effect yet`);
  // Kinds with codes name a version by both.
  if (codeOf !== undefined) withdrawal.argument("<code>", `the ${name}'s code`);
  withdrawal
    .argument("<version>", "the version that publish printed", wholeNumber)
    .requiredOption("--reason <text>", "the reason, stored in the audit trail")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action((...given: unknown[]) => {
      const [code, version] =
        codeOf === undefined ? [undefined, Number(given[0])] : (given as [string, number]);
      return withdrawVersion(shell, kind, { code, version }, withdrawal.opts<WithdrawOptions>());
    });
}

async function withdrawVersion(
  shell: Shell,
  kind: DocumentKind,
  named: Named,
  { network, reason, json }: WithdrawOptions,
): Promise<void> {
  await withNetwork(shell, network, (one) => withdraw(one, kind, named, reason, Date.now()));
  const { code, version } = named;
  const result = { network, [kind.name]: code ?? version, version, withdrawn: true, reason };
  report(shell, json, result, `${network}: ${toldVersion(kind, named)} is withdrawn`);
}

/** Compares each document of a file with the published ones, not with the documents before it. */
async function tell(
  shell: Shell,
  kind: DocumentKind,
  file: string,
  { network, json }: Options,
): Promise<void> {
  const { name } = kind;
  const compared = await withNetwork(shell, network, (opened) =>
    naming(file, async () => {
      const { documents } = await readDocuments(file);
      const comparisons: Comparison[] = [];
      for (const document of documents) comparisons.push(await compare(opened, kind, document));
      return comparisons;
    }),
  );
  for (const { version, changes } of compared) {
    const against =
      version === null
        ? `no ${name} is in force when it starts`
        : `compared with ${name} ${version}${changes.length === 0 ? ": no change" : ""}`;
    report(shell, json, { file, [name]: version, changes }, `${file}: ${against}`);
    if (!json) for (const change of changes) say(shell, `  ${change}`);
  }
}
