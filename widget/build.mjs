// Builds dist/: one classic script per surface, each complete in itself.
//   npm run build            minified, with a table of gzip sizes
//   npm run watch            unminified, rebuilt on change
import { mkdir, readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { context, build } from "esbuild";

const SURFACES = { widget: "src/chat/main.ts", faq: "src/faq/main.ts", desk: "src/desk/main.ts" };
const watching = process.argv.includes("--watch");

const options = {
  entryPoints: SURFACES,
  outdir: "dist",
  bundle: true,
  format: "iife",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  minify: !watching,
  sourcemap: watching ? "inline" : false,
  loader: { ".css": "text" },
  plugins: [minifiedCssText()],
  logLevel: "info",
};

/** A stylesheet imported with `?inline` arrives as a string, minified, for a constructed sheet. */
function minifiedCssText() {
  return {
    name: "css-text",
    setup(builder) {
      builder.onResolve({ filter: /\.css\?inline$/ }, async (found) => {
        const real = await builder.resolve(found.path.replace(/\?inline$/, ""), {
          kind: found.kind,
          resolveDir: found.resolveDir,
        });
        return { path: real.path, namespace: "css-text", watchFiles: [real.path] };
      });
      builder.onLoad({ filter: /.*/, namespace: "css-text" }, async (found) => {
        const bundled = await build({
          entryPoints: [found.path],
          bundle: true,
          write: false,
          minify: !watching,
          charset: "utf8",
          target: ["chrome111", "firefox113", "safari16.4"],
        });
        return { contents: bundled.outputFiles[0].text, loader: "text", watchFiles: [found.path] };
      });
    },
  };
}

async function reportSizes() {
  for (const name of Object.keys(SURFACES)) {
    const bytes = await readFile(`dist/${name}.js`);
    const zipped = gzipSync(bytes, { level: 9 }).length;
    const kilobytes = (count) => (count / 1000).toFixed(1).padStart(6);
    console.log(`${name.padEnd(7)}${kilobytes(bytes.length)} kB ${kilobytes(zipped)} kB gzip -9`);
  }
}

await mkdir("dist", { recursive: true });
if (watching) {
  await (await context(options)).watch();
} else {
  await build(options);
  await reportSizes();
}
