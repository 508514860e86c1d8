// docs/rules.md §4 over time in the naive model: closing a month's window, and tiers set by hand.
import { dayOf, startOf } from "./calendar.ts";
import type { Ladder, TierByHand, WindowClose } from "./inputs.ts";
import type { Past } from "./past.ts";
import { dayAfter, firstDayOf, periodOf, windowEnd } from "./periods.ts";
import { highestMet, inForce, meets, tierHeld } from "./tiers.ts";

/** Judges every distributor by the month, in the order that they are known. Returns whether it did. */
export function closeWindow({ month, at }: WindowClose, past: Past): boolean {
  const { history, setting } = past;
  const ladder = ladderOf(month, past);
  const end = windowEnd(month, setting.timeZone);
  if (ladder?.window !== "CALENDAR_MONTH" || at < end) return false;
  const last = history.windowsClosed().at(-1);
  if (last !== undefined && month !== nextToClose(last, month, past)) return false;
  for (const code of history.codes()) {
    const tier = lowered(code, month, ladder, past);
    if (tier !== undefined) history.add({ tier: { ref: `WINDOW ${month}`, code, tier, at: end } });
  }
  history.add({ windowClose: month });
  return true;
}

/** The month whose turn it is: those of a ladder over a lifetime never close. */
function nextToClose(last: string, month: string, past: Past): string {
  const next = monthAfter(last);
  const closes = ladderOf(next, past)?.window === "CALENDAR_MONTH";
  return closes || next >= month ? next : nextToClose(next, month, past);
}

/** Sets a tier, and its floor. Returns whether it did. */
export function setTier(
  { code, tier, until, at }: TierByHand,
  { history, setting }: Past,
): boolean {
  const ladder = inForce(history.ladders(), at);
  const distributor = history.distributor(code);
  if (distributor === undefined || until <= dayOf(at, setting.timeZone)) return false;
  if (ladder?.tiers.every((one) => one.code !== tier) !== false) return false;
  history.add({ floor: { code, tier, until } });
  const held = tierHeld(distributor.tier, ladder);
  if (held !== tier) history.add({ tier: { ref: "BY_HAND", code, tier, at } });
  return true;
}

/** The tier that somebody falls to, or undefined if it keeps the one that it has. */
function lowered(code: string, month: string, ladder: Ladder, past: Past): string | undefined {
  const { history } = past;
  const { policy = "NEVER", graceWindows = 0 } = ladder.downgrade ?? {};
  const held = tierHeld(history.distributor(code)!.tier, ladder);
  const rank = rankIn(ladder, held);
  if (policy === "NEVER" || missedInARow(code, held, month, past) <= graceWindows) return undefined;
  const wanted =
    policy === "ONE_STEP" ? rank - 1 : Math.max(0, highestMet(code, month, ladder, history));
  const floor = history.floor(code);
  const binds = floor !== undefined && dayAfter(month, "MONTH") <= floor.until;
  const least = binds ? rankIn(ladder, floor.tier) : 0;
  // A floor that this month's ladder does not know leaves no way to say what is below it.
  if (least < 0) return undefined;
  const target = Math.max(wanted, least);
  return target < rank ? ladder.tiers[target]?.code : undefined;
}

/** The months back from this one in which it held the tier throughout and missed its criteria. */
function missedInARow(code: string, held: string, month: string, past: Past): number {
  const { history, setting } = past;
  const ladder = ladderOf(month, past);
  if (ladder?.window !== "CALENDAR_MONTH") return 0;
  if (startOf(firstDayOf(month), setting.timeZone) < history.heldSince(code)) return 0;
  const tier = ladder.tiers.find((one) => one.code === held);
  if (tier === undefined || meets(code, tier, month, history) !== false) return 0;
  return 1 + missedInARow(code, held, monthBefore(month), past);
}

/** The ladder in force at the last millisecond of a month. */
function ladderOf(month: string, { history, setting }: Past): Ladder | undefined {
  const end = Date.parse(windowEnd(month, setting.timeZone));
  return inForce(history.ladders(), new Date(end - 1).toISOString());
}

function rankIn({ tiers }: Ladder, code: string): number {
  return tiers.findIndex((tier) => tier.code === code);
}

function monthAfter(month: string): string {
  return periodOf(dayAfter(month, "MONTH"), "MONTH");
}

function monthBefore(month: string): string {
  const day = new Date(Date.parse(firstDayOf(month)) - 1).toISOString();
  return periodOf(day.slice(0, 10), "MONTH");
}
