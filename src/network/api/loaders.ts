// What network reads for many fields at once.

import { loader, pageLoader } from "../../platform/graphql/loader.ts";
import {
  findDistributorsByCode,
  findDistributorsById,
  pageChildren,
  pageTeams,
} from "../store/read-distributors.ts";
import { teamsOf } from "../store/teams.ts";

export const distributorsLoader = loader(findDistributorsById);
export const distributorsByCodeLoader = loader(findDistributorsByCode);
export const childrenLoader = pageLoader(pageChildren);
export const downlinesLoader = pageLoader(pageTeams);
export const teamsLoader = loader(teamsOf);
