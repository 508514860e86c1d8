// XML element by element, as it streams in: no document type, hence no entities but XML's own five.
import sax from "sax";
import { faultAt, shown } from "./fault.ts";

/** Elements inside elements at most; camt.053 needs about fifteen. */
const MAX_DEPTH = 40;
/** Characters of one element's text at most. */
const MAX_TEXT = 10_000;

/** Entities beyond XML's own five, such as HTML's, are faults. */
const OPTIONS = { trim: true, strictEntities: true };

export interface Element {
  readonly name: string;
  readonly line: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/**
 * Reads a document and hands over each element of the names in `taken` when it ends; it is then left
 * out of its parent. Returns the root. Throws a `Refusal` that names the line.
 */
export async function readElements(
  bytes: AsyncIterable<Uint8Array>,
  taken: ReadonlySet<string>,
  take: (element: Element, parent: Element | undefined) => void,
): Promise<Element> {
  const builder = new Builder(taken, take);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const chunk of bytes)
    builder.write(decode(builder, () => decoder.decode(chunk, { stream: true })));
  builder.write(decode(builder, () => decoder.decode()));
  return builder.end();
}

function decode(builder: Builder, work: () => string): string {
  try {
    return work();
  } catch {
    throw faultAt(builder.line, "is not UTF-8, here or in the lines after it");
  }
}

class Builder {
  readonly #parser = sax.parser(true, OPTIONS);
  readonly #open: Element[] = [];
  #root: Element | undefined;

  constructor(
    taken: ReadonlySet<string>,
    take: (element: Element, parent: Element | undefined) => void,
  ) {
    const parser = this.#parser;
    parser.onerror = (error) => {
      throw faultAt(this.line, `is not well-formed XML: ${error.message.split("\n")[0]}`);
    };
    parser.ondoctype = () => {
      throw faultAt(this.line, "has a document type, which is not read: it can define entities");
    };
    parser.onprocessinginstruction = ({ name, body }) => this.#declared(name, body);
    parser.onopentag = ({ name, attributes }) =>
      this.#begin(name, attributes as Element["attributes"]);
    parser.ontext = (text) => this.#add(text);
    parser.oncdata = (text) => this.#add(text);
    parser.onclosetag = () => {
      const element = this.#open.pop()!;
      const parent = this.#open.at(-1);
      if (taken.has(element.name)) take(element, parent);
      else parent?.children.push(element);
    };
  }

  get line(): number {
    return this.#parser.line + 1;
  }

  write(text: string): void {
    this.#parser.write(text);
  }

  end(): Element {
    if (this.#root === undefined || this.#open.length > 0) {
      throw faultAt(this.line, "the file is cut off");
    }
    this.#parser.close();
    return this.#root;
  }

  #declared(name: string, body: string): void {
    const encoding = /encoding\s*=\s*["']([^"']*)["']/.exec(body)?.[1] ?? "UTF-8";
    if (name === "xml" && !/^utf-?8$/i.test(encoding)) {
      throw faultAt(this.line, `is said to be in ${shown(encoding)}; only UTF-8 is read`);
    }
  }

  #begin(qualified: string, attributes: Element["attributes"]): void {
    if (this.#open.length === MAX_DEPTH) {
      throw faultAt(this.line, `has elements more than ${MAX_DEPTH} deep`);
    }
    if (this.#root !== undefined && this.#open.length === 0) {
      throw faultAt(this.line, "is not well-formed XML: something stands behind its root");
    }
    const name = qualified.slice(qualified.indexOf(":") + 1);
    const element = { name, line: this.line, attributes, children: [], text: "" };
    this.#root ??= element;
    this.#open.push(element);
  }

  #add(text: string): void {
    const element = this.#open.at(-1);
    if (element === undefined) return;
    if (text.includes("\0")) throw faultAt(this.line, `${element.name} has a NUL byte`);
    element.text += text;
    if (element.text.length > MAX_TEXT) {
      throw faultAt(this.line, `${element.name} has more than ${MAX_TEXT} characters`);
    }
  }
}

/** The first element at a path below one; undefined if there is none. */
export function findAt(
  element: Element | undefined,
  ...path: readonly string[]
): Element | undefined {
  let at = element;
  for (const name of path) at = at?.children.find((child) => child.name === name);
  return at;
}

/** All elements of a name below one. */
export function allOf(element: Element | undefined, name: string): Element[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The text at a path, or an empty one. */
export function textAt(element: Element | undefined, ...path: readonly string[]): string {
  return findAt(element, ...path)?.text ?? "";
}
