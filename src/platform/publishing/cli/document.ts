// `tributary plan publish|validate`, and the same for each kind: versioned JSON documents; a file has one, or a list.
import type { Command } from "commander";
import type { Network } from "../../../database/database.ts";
import { Refusal, Refusals } from "../../../kernel/errors.ts";
import { naming, refusalsOf } from "../../cli/faults.ts";
import type { AddCommand } from "../../cli/program.ts";
import {
  complain,
  jsonOption,
  networkOption,
  report,
  type Shell,
  withNetwork,
} from "../../cli/shell.ts";
import { readDocuments } from "../../files/json.ts";
import type { DocumentKind, Sent } from "../document-kind.ts";
import { type Place, publishAll, validate as validateOne } from "../publish.ts";
import { addDraftCommands, toldVersion } from "./draft.ts";

interface Options {
  readonly network: string;
  readonly acknowledge?: string;
  readonly json?: boolean;
}

/** The commands of kinds of documents, below the name of each kind. */
export function documentCommands(kinds: readonly DocumentKind[]): AddCommand {
  return (program, shell) => {
    for (const kind of kinds) addKind(program, shell, kind);
  };
}

function addKind(program: Command, shell: Shell, kind: DocumentKind): void {
  const parent = program.command(kind.name).description(kind.description);
  const add = (name: string, description: string, run: Run) => {
    const command = parent
      .command(name)
      .description(description)
      .argument("<file>", "JSON: one document, or a list of them");
    if (kind.acknowledges !== undefined) {
      command.option("--acknowledge <reason>", kind.acknowledges);
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
  addDraftCommands(parent, shell, kind);
}

type Run = (shell: Shell, kind: DocumentKind, file: string, options: Options) => Promise<void>;

async function publish(
  shell: Shell,
  kind: DocumentKind,
  file: string,
  options: Options,
): Promise<void> {
  await withNetwork(shell, options.network, async (network) => {
    const { all, place, warnings } = await check(network, kind, file, options);
    const published = await naming(file, () => publishAll(network, kind, all, Date.now(), place));
    for (const warning of warnings) complain(shell, warning);
    for (const { code, version } of published) {
      const result = { file, [kind.name]: code ?? version, version };
      const told = `published as ${toldVersion(kind, { code, version })}`;
      report(shell, options.json, result, `${file}: ${told}`);
    }
  });
}

async function validate(
  shell: Shell,
  kind: DocumentKind,
  file: string,
  options: Options,
): Promise<void> {
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
function check(
  network: Network,
  kind: DocumentKind,
  file: string,
  options: Options,
): Promise<Checked> {
  return naming(file, async () => {
    const { documents, isList } = await readDocuments(file);
    const place: Place = isList ? inList : (fault) => fault;
    const all = documents.map((document) => ({ document, acknowledge: options.acknowledge }));
    const [faults, warnings]: [Refusal[], string[]] = [[], []];
    for (const [index, sent] of all.entries()) {
      try {
        const told = (await validateOne(network, kind, sent)).map(
          (one) => new Refusal("INVALID", one),
        );
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
