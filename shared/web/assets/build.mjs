// Builds ../static from src, and writes down which sources it was built from: tests hold the one to the other.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const OUT = "../static";

await build({
  entryPoints: ["src/app.ts", "src/chart.ts", "src/app.css", "src/desk.css"],
  outdir: OUT,
  bundle: true,
  minify: true,
  target: "es2022",
  legalComments: "eof",
  logLevel: "info",
});

const digest = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");
const digests = (folder, names) => Object.fromEntries(names.sort().map((name) => [name, digest(`${folder}/${name}`)]));
const sources = ["package-lock.json", "build.mjs", "tsconfig.json", ...readdirSync("src").map((name) => `src/${name}`)];
const built = readdirSync(OUT).filter((name) => /\.(js|css)$/.test(name));
writeFileSync(`${OUT}/built.json`, JSON.stringify({ sources: digests(".", sources), built: digests(OUT, built) }, null, 1) + "\n");
