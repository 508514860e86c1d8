// The picture of the README: how an order becomes money, from the left to the right.
import { arrow, type Box, picture, rect, text } from "./svg.ts";

const SIZE = { width: 960, height: 400 };
const TITLE =
  "How an order becomes money: shops, the server's lane and fold, the ledger, and its readers";
const LINE_HEIGHT = 17;
const CENTRED = 'text-anchor="middle"';

interface Part extends Box {
  readonly name: string;
  readonly lines: readonly string[];
  readonly fill: string;
  readonly stroke: string;
}

const OUTSIDE = { fill: "#f6f8fa", stroke: "#8c959f" };
const INSIDE = { fill: "#ddf4ff", stroke: "#54aeff" };
const PURE = { fill: "#fff8c5", stroke: "#d4a72c" };
const BOOK = { fill: "#dafbe1", stroke: "#4ac26b" };

const PARTS: readonly Part[] = [
  {
    ...OUTSIDE,
    x: 20,
    y: 60,
    width: 150,
    height: 84,
    name: "Shops and apps",
    lines: ["orders, refunds", "GraphQL"],
  },
  {
    ...OUTSIDE,
    x: 20,
    y: 164,
    width: 150,
    height: 84,
    name: "Administrators",
    lines: ["tree, plans, tiers,", "programmes"],
  },
  {
    ...OUTSIDE,
    x: 20,
    y: 268,
    width: 150,
    height: 84,
    name: "Finance",
    lines: ["payouts, statements,", "closing"],
  },
  {
    ...INSIDE,
    x: 240,
    y: 96,
    width: 170,
    height: 118,
    name: "Lane",
    lines: ["one for each network", "accepts inputs in batches", "loads and stores in sets"],
  },
  {
    ...PURE,
    x: 240,
    y: 250,
    width: 170,
    height: 102,
    name: "Fold (分账)",
    lines: ["pure: state and input", "give shares, postings,", "tiers, bonuses"],
  },
  {
    ...BOOK,
    x: 490,
    y: 96,
    width: 200,
    height: 256,
    name: "Ledger (复式账)",
    lines: [
      "double entry,",
      "guarded by triggers",
      "",
      "running balances",
      "gapless sequence",
      "hash chain",
      "",
      "a schema for each network",
      "in PostgreSQL",
    ],
  },
  {
    ...OUTSIDE,
    x: 780,
    y: 60,
    width: 160,
    height: 84,
    name: "Subscribers",
    lines: ["earnings, tiers, alerts", "nothing lost"],
  },
  {
    ...OUTSIDE,
    x: 780,
    y: 164,
    width: 160,
    height: 84,
    name: "Exports",
    lines: ["CSV, XLSX, hledger,", "beancount, 用友, 金蝶"],
  },
  {
    ...OUTSIDE,
    x: 780,
    y: 268,
    width: 160,
    height: 84,
    name: "verify · simulate",
    lines: ["recompute the book,", "try a draft on history"],
  },
];

function drawPart({ name, lines, fill, stroke, ...box }: Part): string[] {
  const middle = box.x + box.width / 2;
  const heading = `${CENTRED} font-size="15" font-weight="600" fill="#1f2328"`;
  const small = `${CENTRED} font-size="12.5" fill="#424a53"`;
  const rows = lines.map((line, n) => text(middle, box.y + 48 + n * LINE_HEIGHT, line, small));
  return [rect(box, fill, stroke), text(middle, box.y + 26, name, heading), ...rows];
}

const ARROWS = [
  arrow([170, 102], [205, 102], [205, 140], [238, 140]),
  arrow([170, 206], [205, 206], [205, 155], [238, 155]),
  arrow([170, 310], [215, 310], [215, 170], [238, 170]),
  arrow([300, 214], [300, 248]),
  arrow([350, 250], [350, 216]),
  arrow([410, 155], [488, 155]),
  arrow([690, 155], [735, 155], [735, 102], [778, 102]),
  arrow([690, 206], [778, 206]),
  arrow([690, 260], [735, 260], [735, 310], [778, 310]),
];

export function drawArchitecture(): string {
  const server = { x: 222, y: 44, width: 486, height: 326 };
  const label = 'font-size="13" font-weight="600" fill="#57606a"';
  const parts = [
    `<rect x="${server.x}" y="${server.y}" width="${server.width}" height="${server.height}" rx="10" fill="none" stroke="#8c959f" stroke-dasharray="5 4"/>`,
    text(server.x + 14, server.y + 24, "Tributary", label),
    text(
      server.x + 14,
      server.y + 342,
      "any number of servers on one database",
      'font-size="12" fill="#57606a"',
    ),
    text(449, 148, "one", `${CENTRED} font-size="11" fill="#57606a"`),
    text(449, 170, "transaction", `${CENTRED} font-size="11" fill="#57606a"`),
    ...PARTS.flatMap(drawPart),
    ...ARROWS,
  ];
  return picture(SIZE, TITLE, parts);
}
