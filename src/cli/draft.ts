// `tributary plan compare|withdraw`, and so of each kind: what a draft would change, and taking back what has not taken effect.
import type { Command } from "commander";
import { type Comparison, compare } from "../catalog/compare.ts";
import type { DocumentKind, Named } from "../catalog/document-kind.ts";
import { withdraw } from "../catalog/withdraw.ts";
import { readDocuments } from "../files/json.ts";
import { naming } from "./faults.ts";
import { wholeNumber } from "./network.ts";
import { jsonOption, networkOption, report, type Shell, say, withNetwork } from "./shell.ts";

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
    .description(`tell what a ${name} would change, and publish nothing`)
    .argument("<file>", "JSON: one document, or a list of them")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action((file: string, options: Options) => tell(shell, kind, file, options));
  const withdrawal = parent
    .command("withdraw")
    .description(`take back a ${name} that has not taken effect yet`);
  // Versions that count by code are named by both.
  if (codeOf !== undefined) withdrawal.argument("<code>", `the ${name}'s code`);
  withdrawal
    .argument("<version>", "as publish told it", wholeNumber)
    .requiredOption("--reason <text>", "why; it is kept")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action((...given: unknown[]) => {
      const [code, version] =
        codeOf === undefined ? [undefined, Number(given[0])] : (given as [string, number]);
      return takeBack(shell, kind, { code, version }, withdrawal.opts<WithdrawOptions>());
    });
}

async function takeBack(
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

/** Each document of a file is compared with what has been published, not with those before it. */
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
