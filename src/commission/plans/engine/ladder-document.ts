// A ladder as people write it (rules §4), and as the engine runs it.
import { z } from "zod";
import { amountText, checkDocument, codeText, instantText } from "../../../kernel/document.ts";
import { type Asset, parseAmount } from "../../../kernel/money.ts";
import { parseInstant } from "../../../kernel/time.ts";
import type { Ladder } from "../../engine/ladder.ts";
import { FORBIDDEN_CRITERIA } from "./compliance.ts";

/** Tiers that a ladder has at most. */
const MAX_TIERS = 100;
/** Windows of grace that a ladder gives at most. */
const MAX_GRACE = 120;

function ladderSchema(asset: Asset) {
  const tier = z.strictObject({
    code: codeText,
    personalVolume: amountText(asset).optional(),
    teamVolume: amountText(asset).optional(),
    ...FORBIDDEN_CRITERIA,
  });
  return z.strictObject({
    effectiveFrom: instantText,
    window: z.enum(["CALENDAR_MONTH", "LIFETIME"]),
    downgrade: z
      .strictObject({
        policy: z.enum(["ONE_STEP", "TO_QUALIFIED", "NEVER"]),
        graceWindows: z.int().min(0).max(MAX_GRACE).default(0),
      })
      .optional(),
    tiers: z.array(tier).min(1).max(MAX_TIERS).superRefine(refuseTwins),
    ...FORBIDDEN_CRITERIA,
  });
}

function refuseTwins(tiers: readonly { code: string }[], context: z.RefinementCtx): void {
  for (const [index, { code }] of tiers.entries()) {
    if (tiers.findIndex((one) => one.code === code) === index) continue;
    const message = `"${code}" stands in the ladder twice`;
    context.addIssue({ code: "custom", message, path: [index, "code"] });
  }
}

export type LadderDocument = z.infer<ReturnType<typeof ladderSchema>>;

/** Checks the form of a ladder; throws `Refusals` with the path of each fault. */
export function checkLadder(document: unknown, asset: Asset): LadderDocument {
  return checkDocument(ladderSchema(asset), document);
}

/** A checked ladder as the engine runs it. */
export function compileLadder(version: number, document: LadderDocument, asset: Asset): Ladder {
  const amount = (text: string | undefined) =>
    text === undefined ? undefined : parseAmount(text, asset.scale, "volume");
  return {
    version,
    effectiveFrom: parseInstant(document.effectiveFrom, "effectiveFrom"),
    window: document.window,
    downgrade: document.downgrade ?? { policy: "NEVER", graceWindows: 0 },
    tiers: document.tiers.map(({ code, personalVolume, teamVolume }) => ({
      code,
      personalVolumeMinor: amount(personalVolume),
      teamVolumeMinor: amount(teamVolume),
    })),
  };
}
