// `tributary ladder|plan publish|validate`: versioned JSON documents, one to a file or a list of them.
import type { Command } from "commander";
import { publishLadder, publishPlan, validateLadder, validatePlan } from "../catalog/published.ts";
import type { Network } from "../database/database.ts";
import { readDocuments } from "../files/json.ts";
import { Refusal, Refusals } from "../kernel/errors.ts";
import { naming, refusalsOf } from "./faults.ts";
import { jsonOption, networkOption, report, type Shell, withNetwork } from "./shell.ts";

interface Options {
  readonly network: string;
  readonly json?: boolean;
}

interface Kind {
  readonly name: string;
  readonly description: string;
  readonly publish: (network: Network, document: unknown, at: number) => Promise<number>;
  readonly validate: (network: Network, document: unknown) => Promise<unknown>;
}

const KINDS: readonly Kind[] = [
  {
    name: "ladder",
    description: "ladders: the tiers and what it takes to reach them",
    publish: publishLadder,
    validate: validateLadder,
  },
  {
    name: "plan",
    description: "commission plans: who gets what of an order",
    publish: publishPlan,
    validate: validatePlan,
  },
];

export function addDocuments(program: Command, shell: Shell): void {
  for (const kind of KINDS) {
    const parent = program.command(kind.name).description(kind.description);
    const add = (name: string, description: string, run: Run) =>
      parent
        .command(name)
        .description(description)
        .argument("<file>", "JSON: one document, or a list of them")
        .addOption(networkOption())
        .addOption(jsonOption())
        .action((file: string, options: Options) => run(shell, kind, file, options));
    add(
      "publish",
      `publish a ${kind.name}, or each of a list in order; none of them if one has a fault`,
      publish,
    );
    add("validate", `check a ${kind.name} and publish nothing`, validate);
  }
}

type Run = (shell: Shell, kind: Kind, file: string, options: Options) => Promise<void>;

async function publish(shell: Shell, kind: Kind, file: string, options: Options): Promise<void> {
  await withNetwork(shell, options.network, async (network) => {
    const { documents, told } = await check(network, kind, file);
    for (const [index, document] of documents.entries()) {
      const version = await naming(
        file,
        () => kind.publish(network, document, Date.now()),
        (fault) => told(fault, index),
      );
      const published = { file, [kind.name]: version };
      report(shell, options.json, published, `${file}: published as ${kind.name} ${version}`);
    }
  });
}

async function validate(shell: Shell, kind: Kind, file: string, options: Options): Promise<void> {
  const { documents } = await withNetwork(shell, options.network, (network) =>
    check(network, kind, file),
  );
  const { length } = documents;
  const what = length === 1 ? `1 ${kind.name}` : `${length} ${kind.name}s`;
  report(shell, options.json, { file, valid: length }, `${file}: ${what}, no fault`);
}

interface Checked {
  readonly documents: readonly unknown[];
  /** A fault of one of the documents as the whole file has it. */
  readonly told: (fault: Refusal, index: number) => Refusal;
}

/** The documents of a file, if none of them has a fault; else throws the faults of all. */
function check(network: Network, kind: Kind, file: string): Promise<Checked> {
  return naming(file, async () => {
    const { documents, isList } = await readDocuments(file);
    const told = isList ? inList : (fault: Refusal) => fault;
    const faults: Refusal[] = [];
    for (const [index, document] of documents.entries()) {
      try {
        await kind.validate(network, document);
      } catch (error) {
        faults.push(...refusalsOf(error).map((fault) => told(fault, index)));
      }
    }
    if (faults.length > 0) throw new Refusals(faults);
    return { documents, told };
  });
}

/** `[1].rules[0].rate: …`, or `[1]: …` of the document itself. */
function inList({ code, message, field }: Refusal, index: number): Refusal {
  const rest = message.replace(/^document: /, ": ");
  return new Refusal(code, `[${index}]${rest.startsWith(":") ? "" : "."}${rest}`, field);
}
