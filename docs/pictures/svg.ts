// Pieces of SVG that the pictures are made of: text, boxes and arrows, as plain strings.
const FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans SC', sans-serif";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

/** A whole picture on a white ground, with `title` for those who cannot see it. */
export function picture({ width, height }: Size, title: string, parts: readonly string[]): string {
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="${FONT}">`;
  const ground = `<rect width="${width}" height="${height}" rx="8" fill="#ffffff"/>`;
  return `${[open, `<title>${escaped(title)}</title>`, ground, ...parts, "</svg>"].join("\n")}\n`;
}

export function text(x: number, y: number, content: string, style: string): string {
  return `<text x="${x}" y="${y}" ${style}>${escaped(content)}</text>`;
}

export function rect({ x, y, width, height }: Box, fill: string, stroke: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="${fill}" stroke="${stroke}"/>`;
}

/** A line through the points, with a head at its end. */
export function arrow(...points: readonly (readonly [x: number, y: number])[]): string {
  const [x, y] = points.at(-1)!;
  const [fromX, fromY] = points.at(-2)!;
  const turn = (Math.atan2(y - fromY, x - fromX) * 180) / Math.PI;
  const line = `<polyline points="${points.map((point) => point.join(",")).join(" ")}" fill="none" stroke="#57606a" stroke-width="1.5"/>`;
  const head = `<path d="M0 0 L-8 -4 L-8 4 Z" fill="#57606a" transform="translate(${x} ${y}) rotate(${turn})"/>`;
  return `${line}\n${head}`;
}

function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
