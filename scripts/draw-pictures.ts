// Draws the pictures of the README from the model: `npm run docs:pictures`.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { drawPictures } from "./pictures/pictures";

for (const [name, content] of Object.entries(drawPictures())) {
  writeFileSync(join(__dirname, "..", "docs", "images", name), content);
}
