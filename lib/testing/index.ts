export { sloMatchers, type MatcherResult, type SloMatchers } from "./matchers";
