// What the rules on pyramid selling (传销) mean for a document: the articles, and what is refused for them.
import { refused } from "../../../kernel/document.ts";

/** 公通字〔2013〕37号: an organisation of so many people and levels, both with the organiser's own. */
export const MEASURE = { people: 30, levels: 3 } as const;

const REGULATIONS = "《禁止传销条例》 art. 7";
const BY_HEADS = `${REGULATIONS} (1) forbids rewards by the number of people recruited (拉人头)`;

/** The article that rewards by what a downline sells touch. */
export const BY_DOWNLINE_SALES =
  `${REGULATIONS} (3) and 公通字〔2013〕37号 (${MEASURE.people} people in ${MEASURE.levels} levels, ` +
  "the organiser's own among them) speak of rewards by the sales of downlines (团队计酬)";

/** Kinds of rules that are known only to be refused, without a way around. */
export const FORBIDDEN_KINDS = [["ENROLMENT", `a reward for enrolling: ${BY_HEADS}`]] as const;

/** Criteria that are known only to be refused, without a way around: spread into what has criteria. */
export const FORBIDDEN_CRITERIA = {
  headCount: refused(`it counts heads: ${BY_HEADS}`, "COMPLIANCE"),
  directs: refused(`it counts heads: ${BY_HEADS}`, "COMPLIANCE"),
};
