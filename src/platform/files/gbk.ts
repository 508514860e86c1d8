// Text in GBK, which older Chinese desktop programs read: the table is what Node's own decoder says of each pair of bytes.

/** Stands for a character that GBK has not, as it does on a Chinese Windows. */
const UNKNOWN = 0x3f;
const LEADS = { from: 0x81, to: 0xfe };
const TRAILS = { from: 0x40, to: 0xfe };

let table: Map<string, number> | undefined;

/** A text's bytes; a character that GBK has not becomes `?`. */
export function encodeGbk(text: string): Buffer {
  table ??= readTable();
  const bytes = Buffer.alloc(2 * text.length);
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    const pair = code < 0x80 ? code : (table.get(character) ?? UNKNOWN);
    if (pair > 0xff) length = bytes.writeUInt8(pair >> 8, length);
    length = bytes.writeUInt8(pair & 0xff, length);
  }
  return bytes.subarray(0, length);
}

function readTable(): Map<string, number> {
  const decoder = new TextDecoder("gbk");
  const found = new Map<string, number>();
  for (let lead = LEADS.from; lead <= LEADS.to; lead += 1) {
    for (let trail = TRAILS.from; trail <= TRAILS.to; trail += 1) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      const isOne = [...text].length === 1 && text !== "\uFFFD";
      if (isOne && !found.has(text)) found.set(text, (lead << 8) | trail);
    }
  }
  return found;
}
