// Counts the teams of many new distributors in one pass from the deepest level up.

/** Distributors with consecutive ids. */
export interface Newcomers {
  /** The id of the first one. */
  readonly firstId: number;
  /** The id of each one's parent; 0 for a root. */
  readonly parents: Int32Array;
  /** The places of all in `parents`, parents before children. */
  readonly order: Int32Array;
}

/** What they add to the team of a distributor that already exists. */
export interface Growth {
  readonly id: number;
  readonly size: number;
  readonly depth: number;
}

export interface NewTeams {
  /** By the place in `parents`; 0 is no team. */
  readonly sizes: Int32Array;
  readonly depths: Int32Array;
  /** For each parent that was there before. */
  readonly growths: readonly Growth[];
}

export function countNewTeams({ firstId, parents, order }: Newcomers): NewTeams {
  const sizes = new Int32Array(parents.length);
  const depths = new Int32Array(parents.length);
  const growths = new Map<number, Growth>();
  for (let n = order.length - 1; n >= 0; n -= 1) {
    const place = order[n]!;
    const id = parents[place]!;
    if (id === 0) continue;
    const [size, depth] = [sizes[place]! + 1, depths[place]! + 1];
    if (id >= firstId) {
      sizes[id - firstId]! += size;
      depths[id - firstId] = Math.max(depths[id - firstId]!, depth);
    } else {
      const known = growths.get(id) ?? { id, size: 0, depth: 0 };
      growths.set(id, { id, size: known.size + size, depth: Math.max(known.depth, depth) });
    }
  }
  return { sizes, depths, growths: [...growths.values()] };
}
