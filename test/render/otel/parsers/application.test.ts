import { KEYS, LETTERS } from "../../../../lib/render/otel/parsers/application";

describe("the letters that a line is searched for before its fields are", () => {
  const names = Object.keys(LETTERS) as (keyof typeof LETTERS)[];

  it.each(names.filter((name) => name !== "span_id"))(
    "are in every name of %s, so that none is overlooked",
    (name) => {
      const letters = LETTERS[name] ?? [];
      expect(
        KEYS[name].filter((key) => !letters.some((each) => key.includes(each))),
      ).toEqual([]);
    },
  );
});
