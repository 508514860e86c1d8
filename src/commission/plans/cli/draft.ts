// `tributary ladder|plan|programme compare|withdraw`: what a draft would change, and taking back what has not taken effect.
import type { Command } from "commander";
import type { Network } from "../../../database/database.ts";
import { wholeNumber } from "../../../network/cli/network.ts";
import { naming } from "../../../platform/cli/faults.ts";
import {
  jsonOption,
  networkOption,
  report,
  type Shell,
  say,
  withNetwork,
} from "../../../platform/cli/shell.ts";
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

/** What can be done to documents of a kind before they take effect. */
export interface Drafts {
  /** Whether versions count by code, so that one is named by both. */
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
    .description(`tell what a ${name} would change, and publish nothing`)
    .argument("<file>", "JSON: one document, or a list of them")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action((file: string, options: Options) => tell(shell, name, drafts, file, options));
  const withdrawal = parent
    .command("withdraw")
    .description(`take back a ${name} that has not taken effect yet`);
  if (drafts.haveCodes) withdrawal.argument("<code>", `the ${name}'s code`);
  withdrawal
    .argument("<version>", "as publish told it", wholeNumber)
    .requiredOption("--reason <text>", "why; it is kept")
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

/** Each document of a file is compared with what has been published, not with those before it. */
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
