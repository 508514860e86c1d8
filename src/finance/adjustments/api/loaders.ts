// What adjustments reads for many fields at once.

import { loader } from "../../../platform/graphql/loader.ts";
import {
  adjustmentStepsOf,
  findAdjustments,
  findAdjustmentsByRef,
} from "../store/read-adjustments.ts";

export const adjustmentsLoader = loader(findAdjustments);
export const adjustmentsByRefLoader = loader(findAdjustmentsByRef);
export const adjustmentStepsLoader = loader(adjustmentStepsOf);
