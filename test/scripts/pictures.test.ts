import { readFileSync } from "node:fs";
import { join } from "node:path";
import { drawPictures } from "../../scripts/pictures/pictures";

const IMAGES = join(__dirname, "..", "..", "docs", "images");

it.each(Object.entries(drawPictures()))(
  "%s shows the model as it is; else run `npm run docs:pictures`",
  (name, content) => {
    expect(readFileSync(join(IMAGES, name), "utf8") === content).toBe(true);
  },
);
