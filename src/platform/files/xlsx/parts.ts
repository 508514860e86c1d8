// The parts of a workbook that are not its rows: what is in it, and how its cells look.
import { MAX_SCALE } from "../../../kernel/money.ts";
import { escapeXml } from "./cell.ts";

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";
/** Formats of a workbook's own begin here. */
const DAY_FORMAT = 164;
const AMOUNT_FORMAT = 165;
/** The built-in formats of text and of whole numbers. */
const TEXT_FORMAT = 49;
const WHOLE_FORMAT = 1;

/** The name of the part that has a sheet's rows, by its place from 0. */
export function sheetPart(index: number): string {
  return `xl/worksheets/sheet${index + 1}.xml`;
}

/** Every part but the sheets: names and contents, in the order in which they are written. */
export function workbookParts(sheets: readonly string[]): [name: string, content: string][] {
  return [
    ["[Content_Types].xml", contentTypes(sheets)],
    ["_rels/.rels", relations([["officeDocument", "xl/workbook.xml"]])],
    ["xl/workbook.xml", workbook(sheets)],
    [
      "xl/_rels/workbook.xml.rels",
      relations([...sheetRelations(sheets), ["styles", "styles.xml"]]),
    ],
    ["xl/styles.xml", styles()],
  ];
}

function contentTypes(sheets: readonly string[]): string {
  const part = (name: string, type: string) =>
    `<Override PartName="/${name}" ContentType="${TYPE}.${type}+xml"/>`;
  return `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>${part("xl/workbook.xml", "sheet.main")}${part("xl/styles.xml", "styles")}${sheets.map((_, index) => part(sheetPart(index), "worksheet")).join("")}</Types>`;
}

function sheetRelations(sheets: readonly string[]): [type: string, target: string][] {
  return sheets.map((_, index) => ["worksheet", sheetPart(index).slice("xl/".length)]);
}

function relations(all: readonly (readonly [type: string, target: string])[]): string {
  const lines = all.map(
    ([type, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  );
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${lines.join("")}</Relationships>`;
}

function workbook(sheets: readonly string[]): string {
  const lines = sheets.map(
    (name, index) =>
      `<sheet name="${escapeXml(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  return `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${lines.join("")}</sheets></workbook>`;
}

// The order of the cells' formats is that of STYLES. A text with `quotePrefix` stays text also when it is edited.
function styles(): string {
  const scales = Array.from({ length: MAX_SCALE + 1 }, (_, scale) => scale);
  const amounts = scales.map((scale) => {
    const decimals = scale === 0 ? "" : `.${"0".repeat(scale)}`;
    return `<numFmt numFmtId="${AMOUNT_FORMAT + scale}" formatCode="#,##0${decimals}"/>`;
  });
  const formats = [`<numFmt numFmtId="${DAY_FORMAT}" formatCode="yyyy\\-mm\\-dd"/>`, ...amounts];
  const cell = (format: number, more = "") =>
    `<xf numFmtId="${format}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"${more}/>`;
  const heading = cell(TEXT_FORMAT, ' applyFont="1"').replace('fontId="0"', 'fontId="1"');
  const cells = [
    ...[cell(0), cell(TEXT_FORMAT, ' quotePrefix="1"'), heading, cell(DAY_FORMAT)],
    ...[cell(WHOLE_FORMAT), ...scales.map((scale) => cell(AMOUNT_FORMAT + scale))],
  ];
  const font = '<sz val="11"/><name val="Calibri"/>';
  const fills = '<fill><patternFill patternType="none"/></fill>';
  return `${XML}<styleSheet xmlns="${MAIN}">${counted("numFmts", formats)}${counted("fonts", [`<font>${font}</font>`, `<font><b/>${font}</font>`])}${counted("fills", [fills, fills.replace("none", "gray125")])}${counted("borders", ["<border/>"])}${counted("cellStyleXfs", ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'])}${counted("cellXfs", cells)}</styleSheet>`;
}

function counted(name: string, parts: readonly string[]): string {
  return `<${name} count="${parts.length}">${parts.join("")}</${name}>`;
}
