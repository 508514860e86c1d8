// Volumes as `verify` sums them up again from orders and refunds.

/** In minor units. */
export interface SummedVolume {
  personal: bigint;
  team: bigint;
}

export class Volumes {
  /** By the first day of the month, then by the distributor's id. */
  readonly months = new Map<string, Map<number, SummedVolume>>();

  find(distributorId: number, month: string): SummedVolume | undefined {
    return this.months.get(month)?.get(distributorId);
  }

  /** Adds a gross amount to the volumes of a seller and its upline; a negative one lowers them. */
  raise(sellerId: number, upline: readonly number[], month: string, gross: bigint): void {
    let inMonth = this.months.get(month);
    if (inMonth === undefined) {
      inMonth = new Map();
      this.months.set(month, inMonth);
    }
    volumeOf(inMonth, sellerId).personal += gross;
    volumeOf(inMonth, sellerId).team += gross;
    for (const id of upline) volumeOf(inMonth, id).team += gross;
  }
}

function volumeOf(inMonth: Map<number, SummedVolume>, id: number): SummedVolume {
  const known = inMonth.get(id);
  if (known !== undefined) return known;
  const volume = { personal: 0n, team: 0n };
  inMonth.set(id, volume);
  return volume;
}
