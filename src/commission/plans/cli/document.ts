// `tributary ladder|plan|programme|terms publish|validate`: versioned JSON documents; a file has one, or a list of them.
import type { Command } from "commander";
import type { Network } from "../../../database/database.ts";
import { TERMS_KIND } from "../../../finance/payouts/store/terms-kind.ts";
import { Refusal, Refusals } from "../../../kernel/errors.ts";
import { naming, refusalsOf } from "../../../platform/cli/faults.ts";
import {
  complain,
  jsonOption,
  networkOption,
  report,
  type Shell,
  withNetwork,
} from "../../../platform/cli/shell.ts";
import { readDocuments } from "../../../platform/files/json.ts";
import type { Sent } from "../../../platform/publishing/document-kind.ts";
import {
  type Place,
  type PublishedVersion,
  publishAll,
  validate as validateOne,
} from "../../../platform/publishing/publish.ts";
import { publishProgrammes, validateProgramme } from "../../programmes/store/publish-programme.ts";
import { LADDER_KIND } from "../store/ladder-kind.ts";
import { PLAN_KIND } from "../store/plan-kind.ts";
import { addDraftCommands, type Drafts, draftsOf, PROGRAMME_DRAFTS } from "./draft.ts";

interface Options {
  readonly network: string;
  readonly acknowledge?: string;
  readonly json?: boolean;
}

interface Kind {
  readonly name: string;
  readonly description: string;
  /** Whether `--acknowledge` is an option. */
  readonly isGuarded: boolean;
  publish(
    network: Network,
    all: readonly Sent[],
    at: number,
    place: Place,
  ): Promise<PublishedVersion[]>;
  validate(network: Network, sent: Sent): Promise<readonly string[]>;
  readonly drafts: Drafts;
}

const KINDS: readonly Kind[] = [
  {
    name: "ladder",
    description: "ladders: the tiers and the conditions to reach them",
    isGuarded: false,
    publish: (network, ...all) => publishAll(network, LADDER_KIND, ...all),
    validate: (network, sent) => validateOne(network, LADDER_KIND, sent),
    drafts: draftsOf(LADDER_KIND),
  },
  {
    name: "plan",
    description: "commission plans: who receives which share of an order",
    isGuarded: true,
    publish: (network, ...all) => publishAll(network, PLAN_KIND, ...all),
    validate: (network, sent) => validateOne(network, PLAN_KIND, sent),
    drafts: draftsOf(PLAN_KIND),
  },
  {
    name: "programme",
    description: "volume programmes: bonuses that suppliers receive or pay for their sales volume",
    isGuarded: false,
    publish: publishProgrammes,
    validate: validateProgramme,
    drafts: PROGRAMME_DRAFTS,
  },
  {
    name: "terms",
    description: "payout terms: the minimum amount, the fee and the tax of payouts",
    isGuarded: false,
    publish: (network, ...all) => publishAll(network, TERMS_KIND, ...all),
    validate: (network, sent) => validateOne(network, TERMS_KIND, sent),
    drafts: draftsOf(TERMS_KIND),
  },
];

export function addDocuments(program: Command, shell: Shell): void {
  for (const kind of KINDS) {
    const parent = program.command(kind.name).description(kind.description);
    const add = (name: string, description: string, run: Run) => {
      const command = parent
        .command(name)
        .description(description)
        .argument("<file>", "JSON: one document, or a list of them");
      if (kind.isGuarded) {
        const what = "the reason to publish a plan that pays more levels than the network allows";
        command.option("--acknowledge <reason>", what);
      }
      command
        .addOption(networkOption())
        .addOption(jsonOption())
        .action((file: string, options: Options) => run(shell, kind, file, options));
    };
    add(
      "publish",
      `publish one ${kind.name}, or a list in order; if one has an error, none is published`,
      publish,
    );
    add("validate", `check a ${kind.name} and publish nothing`, validate);
    addDraftCommands(parent, shell, kind.name, kind.drafts);
  }
}

type Run = (shell: Shell, kind: Kind, file: string, options: Options) => Promise<void>;

async function publish(shell: Shell, kind: Kind, file: string, options: Options): Promise<void> {
  await withNetwork(shell, options.network, async (network) => {
    const { all, place, warnings } = await check(network, kind, file, options);
    const published = await naming(file, () => kind.publish(network, all, Date.now(), place));
    for (const warning of warnings) complain(shell, warning);
    for (const { code, version } of published) {
      const [named, told] =
        code === undefined ? [version, version] : [code, `${code} version ${version}`];
      const result = { file, [kind.name]: named, version };
      report(shell, options.json, result, `${file}: published as ${kind.name} ${told}`);
    }
  });
}

async function validate(shell: Shell, kind: Kind, file: string, options: Options): Promise<void> {
  const { all, warnings } = await withNetwork(shell, options.network, (network) =>
    check(network, kind, file, options),
  );
  for (const warning of warnings) complain(shell, warning);
  const { length } = all;
  const what = length === 1 ? `1 ${kind.name}` : `${length} ${kind.name}s`;
  report(shell, options.json, { file, valid: length }, `${file}: ${what}, no errors`);
}

interface Checked {
  readonly all: readonly Sent[];
  /** Adds the place in the file to a fault of one of the documents. */
  readonly place: Place;
  /** In the form for printing. */
  readonly warnings: readonly string[];
}

/** The documents of a file, if none has a fault; otherwise throws the faults of all. */
function check(network: Network, kind: Kind, file: string, options: Options): Promise<Checked> {
  return naming(file, async () => {
    const { documents, isList } = await readDocuments(file);
    const place: Place = isList ? inList : (fault) => fault;
    const all = documents.map((document) => ({ document, acknowledge: options.acknowledge }));
    const [faults, warnings]: [Refusal[], string[]] = [[], []];
    for (const [index, sent] of all.entries()) {
      try {
        const told = (await kind.validate(network, sent)).map((one) => new Refusal("INVALID", one));
        warnings.push(...told.map((one) => `${file}: warning: ${place(one, index).message}`));
      } catch (error) {
        faults.push(...refusalsOf(error).map((fault) => place(fault, index)));
      }
    }
    if (faults.length > 0) throw new Refusals(faults);
    return { all, place, warnings };
  });
}

/** `[1].rules[0].rate: …`, or `[1]: …` for the whole document. */
export function inList({ code, message, field }: Refusal, index: number): Refusal {
  const rest = message.replace(/^document: /, ": ");
  return new Refusal(code, `[${index}]${rest.startsWith(":") ? "" : "."}${rest}`, field);
}
