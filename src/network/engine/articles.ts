// The law against pyramid selling (传销) as document checks: the articles, and the fields and rule
// kinds refused.
import { refused } from "../../kernel/document.ts";
import { COMPLIANCE } from "../codes.ts";

/** 公通字〔2013〕37号: an organisation with this many people and levels, including the organiser. */
export const MEASURE = { people: 30, levels: 3 } as const;

const REGULATIONS = "《禁止传销条例》 art. 7";
const BY_HEADS = `${REGULATIONS} (1) forbids rewards by the number of people recruited (拉人头)`;

/** The article that applies to rewards by the sales of downlines. */
export const BY_DOWNLINE_SALES =
  `${REGULATIONS} (3) and 公通字〔2013〕37号 (${MEASURE.people} people in ${MEASURE.levels} levels, ` +
  "including the organiser) concern rewards by the sales of downlines (团队计酬)";

/** Rule kinds that are always refused, with a message that names the article. */
export const FORBIDDEN_KINDS = [
  ["ENROLMENT", `rewards for enrolling are not allowed: ${BY_HEADS}`],
] as const;

/** Criteria that are always refused; spread into each schema that has criteria. */
export const FORBIDDEN_CRITERIA = {
  headCount: refused(`counting recruited people is not allowed: ${BY_HEADS}`, COMPLIANCE),
  directs: refused(`counting recruited people is not allowed: ${BY_HEADS}`, COMPLIANCE),
};
