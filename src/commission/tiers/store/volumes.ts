// Volumes as `verify` sums them up again from orders and refunds.
import { add, type Whole } from "../../../kernel/whole.ts";

/** In minor units. */
export interface SummedVolume {
  personal: Whole;
  team: Whole;
}

export class Volumes {
  /** By the first day of the month, then by the distributor's id. */
  readonly months = new Map<string, Map<number, SummedVolume>>();

  find(distributorId: number, month: string): SummedVolume | undefined {
    return this.months.get(month)?.get(distributorId);
  }

  /** Adds a gross amount to the volumes of a seller and its upline; a negative one lowers them. */
  raise(sellerId: number, upline: readonly number[], month: string, gross: Whole): void {
    let inMonth = this.months.get(month);
    if (inMonth === undefined) {
      inMonth = new Map();
      this.months.set(month, inMonth);
    }
    const own = volumeOf(inMonth, sellerId);
    own.personal = add(own.personal, gross);
    own.team = add(own.team, gross);
    for (const id of upline) {
      const above = volumeOf(inMonth, id);
      above.team = add(above.team, gross);
    }
  }
}

function volumeOf(inMonth: Map<number, SummedVolume>, id: number): SummedVolume {
  const known = inMonth.get(id);
  if (known !== undefined) return known;
  const volume: SummedVolume = { personal: 0, team: 0 };
  inMonth.set(id, volume);
  return volume;
}
