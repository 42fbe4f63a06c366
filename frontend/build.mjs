// Builds the chart script of the report: one file, minified, the same bytes every time.
// Run `npm ci && npm run build` in this folder; the three files that it writes are committed.
//
//   node build.mjs [--out FOLDER]
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, version as esbuild } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const at = process.argv.indexOf("--out");
const out = at > 0 ? resolve(process.argv[at + 1]) : join(here, "../src/pledgeline/report/static");
const read = (path) => readFileSync(join(here, "node_modules", path), "utf8").replace(/\r\n/g, "\n").trim();
const version = (name) => JSON.parse(read(`${name}/package.json`)).version;

const parts = [
  ["Apache ECharts", "echarts", "Apache-2.0", read("echarts/NOTICE")],
  ["ZRender", "zrender", "BSD-3-Clause", read("zrender/LICENSE")],
  ["d3, in parts, within Apache ECharts", null, "BSD-3-Clause", read("echarts/licenses/LICENSE-d3")],
  ["tslib", "tslib", "0BSD", read("tslib/LICENSE.txt")],
].map(([title, name, licence, text]) => `${title}${name ? ` ${version(name)}` : ""} (${licence})\n\n${text}`);

const short = [
  "The chart script of a Pledgeline report (Apache-2.0), which contains:",
  ...parts,
  "The Apache License 2.0 stands at https://www.apache.org/licenses/LICENSE-2.0",
].join("\n\n");

const built = await build({
  entryPoints: [join(here, "src/charts.js")],
  absWorkingDir: here,
  bundle: true,
  minify: true,
  write: false,
  format: "iife",
  globalName: "pledgeline", // with the formatter of numbers, `pledgeline.numbers`
  target: ["es2020"],
  charset: "ascii",
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"' },
  banner: { js: `/*!\n${short.replaceAll("*/", "* /")}\n*/` },
});
const script = built.outputFiles[0].text;
if (/<\/script|<!--/i.test(script)) throw new Error("the script would end its own element");

const licence = read("echarts/LICENSE").split("\n").map((line) => line.trimEnd()).join("\n");
const notice = [...parts, `The Apache License, as Apache ECharts carries it:\n\n${licence}`].join(`\n\n${"-".repeat(78)}\n\n`);
const sha256 = (text) => createHash("sha256").update(text, "utf8").digest("hex");
const manifest = {
  file: "charts.js",
  sha256: sha256(script),
  bytes: Buffer.byteLength(script),
  echarts: version("echarts"),
  zrender: version("zrender"),
  esbuild,
};

mkdirSync(out, { recursive: true });
writeFileSync(join(out, "charts.js"), script);
writeFileSync(join(out, "NOTICE.txt"), `${notice}\n`);
writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
