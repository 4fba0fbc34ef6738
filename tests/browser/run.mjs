// run.mjs [WORD] - the stories told in a browser, one after another; WORD: only those whose "file:sentence" has it.
// Prints each failure with its sentence; the last line is "N passed, N failed".
import { begin, build, end } from "./house.mjs";

const STORIES = ["toy", "tuesday", "files", "lists", "settings", "correction", "plan", "area", "record"];
const word = process.argv[2] ?? "";
let passed = 0;
let failed = 0;

// A story is its steps in order: behind one that failed the rest is not reached, and says so as one failure.
async function tell(name, story) {
	let broken = "";
	let unreached = 0;
	const step = async (sentence, body) => {
		if (broken) {
			unreached++;
			return;
		}
		try {
			await body();
			passed++;
		} catch (error) {
			failed++;
			broken = sentence;
			console.log(`FAILED tests/browser/${name}.mjs:${sentence}\n    ${(error.stack ?? String(error)).replaceAll("\n", "\n    ")}`);
		}
	};
	try {
		await story(step);
	} catch (error) {
		if (!broken) {
			failed++;
			console.log(`FAILED tests/browser/${name}.mjs between its steps\n    ${error.stack ?? String(error)}`);
		}
	}
	if (unreached) {
		failed += unreached;
		console.log(`    behind it ${unreached} steps were not reached`);
	}
}

try {
	for (const target of ["juebu", "juebu-toy"])
		build(target);
	await begin();
	for (const name of STORIES) {
		const { default: story, sentence } = await import(`./${name}.mjs`);
		if (`tests/browser/${name}.mjs:${sentence}`.includes(word)) {
			const began = Date.now();
			await tell(name, story);
			console.log(`${name}: ${((Date.now() - began) / 1000).toFixed(0)} s`);
		}
	}
} catch (error) {
	failed++;
	console.log(error.stack ?? String(error));
} finally {
	await end();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
