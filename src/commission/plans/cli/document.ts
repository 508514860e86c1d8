// `tributary ladder|plan|programme|terms publish|validate`: versioned JSON documents, one to a file or a list of them.
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
  /** Whether its risk can be acknowledged. */
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
    description: "ladders: the tiers and what it takes to reach them",
    isGuarded: false,
    publish: (network, ...all) => publishAll(network, LADDER_KIND, ...all),
    validate: (network, sent) => validateOne(network, LADDER_KIND, sent),
    drafts: draftsOf(LADDER_KIND),
  },
  {
    name: "plan",
    description: "commission plans: who gets what of an order",
    isGuarded: true,
    publish: (network, ...all) => publishAll(network, PLAN_KIND, ...all),
    validate: (network, sent) => validateOne(network, PLAN_KIND, sent),
    drafts: draftsOf(PLAN_KIND),
  },
  {
    name: "programme",
    description: "volume programmes: what suppliers get, or give, for what is sold of theirs",
    isGuarded: false,
    publish: publishProgrammes,
    validate: validateProgramme,
    drafts: PROGRAMME_DRAFTS,
  },
  {
    name: "terms",
    description: "terms of payouts: the least that is paid out, and what it costs",
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
        const what = "why it is published though it pays farther up than the network allows";
        command.option("--acknowledge <reason>", what);
      }
      command
        .addOption(networkOption())
        .addOption(jsonOption())
        .action((file: string, options: Options) => run(shell, kind, file, options));
    };
    add(
      "publish",
      `publish a ${kind.name}, or each of a list in order; none of them if one has a fault`,
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
  report(shell, options.json, { file, valid: length }, `${file}: ${what}, no fault`);
}

interface Checked {
  readonly all: readonly Sent[];
  /** A fault of one of the documents as the whole file has it. */
  readonly place: Place;
  /** As they are printed. */
  readonly warnings: readonly string[];
}

/** The documents of a file, if none of them has a fault; else throws the faults of all. */
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

/** `[1].rules[0].rate: …`, or `[1]: …` of the document itself. */
export function inList({ code, message, field }: Refusal, index: number): Refusal {
  const rest = message.replace(/^document: /, ": ");
  return new Refusal(code, `[${index}]${rest.startsWith(":") ? "" : "."}${rest}`, field);
}
