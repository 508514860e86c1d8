// The picture of what `npm start` prints: a terminal, drawn from what a server printed.
import { picture, rect, text } from "./svg.ts";

const WIDTH = 960;
const LINE_HEIGHT = 19;
const TOP = 58;
/** Letters of a line at most; tokens are longer. */
const MAX_CHARS = 108;
const STYLE =
  'font-size="14" font-family="ui-monospace, Menlo, Consolas, monospace" xml:space="preserve"';
const LIGHTS = ["#ff5f57", "#febc2e", "#28c840"];

/** Of what a server printed, what every start prints alike: without its folder, port, seconds and tokens. */
export function shownLines(stdout: string, dataDir: string): string[] {
  const lines = stdout.slice(0, stdout.indexOf("stop: Ctrl-C") + "stop: Ctrl-C".length).split("\n");
  return lines.map((line) => {
    const plain = line
      .replaceAll(dataDir, ".tributary")
      .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:4000")
      .replace(/on port \d+/, "on port 40001")
      .replace(/in \d+\.\d s/, "in 3.4 s")
      .replace(/eyJ\S+/, "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9…");
    return plain.length > MAX_CHARS ? `${plain.slice(0, MAX_CHARS - 1)}…` : plain;
  });
}

export function drawTerminal(lines: readonly string[]): string {
  const height = TOP + (lines.length + 2) * LINE_HEIGHT;
  const lights = LIGHTS.map(
    (fill, n) => `<circle cx="${24 + n * 20}" cy="22" r="6" fill="${fill}"/>`,
  );
  const rows = ["$ npm start", ...lines].map((line, n) =>
    text(20, TOP + n * LINE_HEIGHT, line, `${STYLE} fill="${colourOf(line)}"`),
  );
  const screen = rect({ x: 0, y: 0, width: WIDTH, height }, "#0d1117", "#30363d");
  return picture({ width: WIDTH, height }, "What npm start prints", [screen, ...lights, ...rows]);
}

function colourOf(line: string): string {
  if (line.startsWith("$")) return "#7ee787";
  if (line.startsWith("open ")) return "#79c0ff";
  return line.startsWith("export ") ? "#d2a8ff" : "#e6edf3";
}
