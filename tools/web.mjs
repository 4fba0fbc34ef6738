// web.mjs OUT - builds web/ into the folder OUT: juebu.css, one .js per entry module web/js/*.mjs (modules in
// folders below are for import only), icons.svg with the symbols of web/icons.txt, and web/root/* as it is
// (served at "/", never hashed). Names get their hash where they are embedded (tools/embed.py).
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync, existsSync, cpSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const out = process.argv[2];

function fail(sentence) {
	console.error(sentence);
	process.exit(1);
}

function bundle() {
	const modules = existsSync(join(root, "web/js")) ?
		readdirSync(join(root, "web/js")).filter((name) => name.endsWith(".mjs")) : [];
	buildSync({
		absWorkingDir: root,
		entryPoints: ["web/css/juebu.css", ...modules.map((name) => `web/js/${name}`)],
		outdir: join(out, "assets"),
		entryNames: "[name]",
		bundle: true,
		minify: true,
		format: "esm",
		loader: { ".png": "dataurl" },     // of Leaflet's sheet
		target: "chrome80",
		charset: "utf8",
		legalComments: "none",
		logLevel: "warning",
	});
}

// The page's policy lets style and pictures come from us or from data: only.
function check_style() {
	const css = readFileSync(join(out, "assets/juebu.css"), "utf8");
	for (const [, address] of css.matchAll(/url\(["']?([^"')]{1,60})/g))
		if (!address.startsWith("data:") && !address.startsWith("#"))
			fail(`web/css: url(${address}) leaves the program, which its content policy forbids; embed it as data:`);
	if (css.includes("@import"))
		fail("web/css: an @import is left in the bundle; import from a file, not from an address");
}

function symbol(name) {
	const file = join(root, "node_modules/@tabler/icons/icons/outline", `${name}.svg`);
	if (!existsSync(file))
		fail(`web/icons.txt: there is no Tabler outline icon "${name}"; take a name from node_modules/@tabler/icons/icons/outline`);
	const shapes = readFileSync(file, "utf8").replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "");
	return `<symbol id="${name}" viewBox="0 0 24 24" stroke-linecap="round" stroke-linejoin="round">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
}

function sprite() {
	const names = readFileSync(join(root, "web/icons.txt"), "utf8").split("\n")
		.map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
	const symbols = [...new Set(names)].sort().map(symbol);
	writeFileSync(join(out, "assets/icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "assets"), { recursive: true });
bundle();
check_style();
sprite();
if (existsSync(join(root, "web/root")))
	cpSync(join(root, "web/root"), join(out, "root"), { recursive: true });
