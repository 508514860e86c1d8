// `tributary ladder|plan|programme|terms compare|withdraw`: shows what a draft would change, and withdraws a version before it takes effect.
import type { Command } from "commander";
import type { Network } from "../../../database/database.ts";
import { naming } from "../../../platform/cli/faults.ts";
import {
  jsonOption,
  networkOption,
  report,
  type Shell,
  say,
  withNetwork,
} from "../../../platform/cli/shell.ts";
import { wholeNumber } from "../../../platform/cli/whole-number.ts";
import { readDocuments } from "../../../platform/files/json.ts";
import { type Comparison, compare } from "../../../platform/publishing/compare.ts";
import type { Dated, DocumentKind } from "../../../platform/publishing/document-kind.ts";
import { withdraw } from "../../../platform/publishing/withdraw.ts";
import { compareProgramme } from "../../programmes/engine/compare-programmes.ts";
import { withdrawProgramme } from "../../programmes/store/withdraw-programme.ts";

interface Options {
  readonly network: string;
  readonly json?: boolean;
}

/** The operations on documents of one kind before they take effect. */
export interface Drafts {
  /** Whether each code has its version numbers, so that a version is named by code and number. */
  readonly haveCodes: boolean;
  compare(network: Network, document: unknown): Promise<Comparison>;
  withdraw(network: Network, of: Named, reason: string, at: number): Promise<void>;
}

interface Named {
  readonly code: string;
  readonly version: number;
}

export const PROGRAMME_DRAFTS: Drafts = {
  haveCodes: true,
  compare: compareProgramme,
  withdraw: (network, { code, version }, ...why) =>
    withdrawProgramme(network, code, version, ...why),
};

export function draftsOf<Document extends Dated>(kind: DocumentKind<Document>): Drafts {
  return {
    haveCodes: false,
    compare: (network, document) => compare(network, kind, document),
    withdraw: (network, { version }, ...why) => withdraw(network, kind, version, ...why),
  };
}

export function addDraftCommands(
  parent: Command,
  shell: Shell,
  name: string,
  drafts: Drafts,
): void {
  parent
    .command("compare")
    .description(`print what a ${name} would change; publish nothing`)
    .argument("<file>", "JSON: one document, or a list of them")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action((file: string, options: Options) => tell(shell, name, drafts, file, options));
  const withdrawal = parent
    .command("withdraw")
    .description(`withdraw a ${name} that has not taken effect yet`);
  if (drafts.haveCodes) withdrawal.argument("<code>", `the ${name}'s code`);
  withdrawal
    .argument("<version>", "the version that publish printed", wholeNumber)
    .requiredOption("--reason <text>", "the reason, stored in the audit trail")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(async (...given: unknown[]) => {
      const { reason, network, json } = withdrawal.opts<Options & { readonly reason: string }>();
      const [code, version] = drafts.haveCodes
        ? (given as [string, number])
        : ["", Number(given[0])];
      await withNetwork(shell, network, (one) =>
        drafts.withdraw(one, { code, version }, reason, Date.now()),
      );
      const [named, told] = drafts.haveCodes
        ? [code, `${code} version ${version}`]
        : [version, version];
      const result = { network, [name]: named, version, withdrawn: true, reason };
      report(shell, json, result, `${network}: ${name} ${told} is withdrawn`);
    });
}

/** Each document of a file is compared with what is published, not with the documents before it. */
async function tell(
  shell: Shell,
  name: string,
  drafts: Drafts,
  file: string,
  { network, json }: Options,
): Promise<void> {
  const compared = await withNetwork(shell, network, (opened) =>
    naming(file, async () => {
      const { documents } = await readDocuments(file);
      const comparisons: Comparison[] = [];
      for (const document of documents) comparisons.push(await drafts.compare(opened, document));
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
