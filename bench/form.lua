-- form.lua - wrk posts the form of a new matter as browsers would: cookie, token and a key of its own each time.
-- OFFICERS: "cookie csrf" per line, who post in turn; MARK makes the keys of this run its own.
local officers, at, n, mark = {}, 0, 0, os.getenv("MARK")
for line in io.lines(os.getenv("OFFICERS")) do
	local cookie, csrf = line:match("(%S+) (%S+)")
	officers[#officers + 1] = {
		headers = { ["Cookie"] = "juebu=" .. cookie, ["Content-Type"] = "application/x-www-form-urlencoded" },
		body = "_csrf=" .. csrf .. "&source=patrol&place=" .. os.getenv("PLACE") .. "&party=" .. os.getenv("PARTY") ..
			"&title=" .. os.getenv("TITLE"),
	}
end

function request()
	at, n = at % #officers + 1, n + 1
	local who = officers[at]
	return wrk.format("POST", "/matter", who.headers, who.body .. n .. "&_once=" .. mark .. n)
end

-- Only 303 leads to a new matter; a form shown again, a login page or an error is none.
function response(status)
	if status ~= 303 then wrong = (wrong or 0) + 1 end
end

function setup(thread) threads = threads or {}; threads[#threads + 1] = thread end

function done(summary, latency)
	local errors, bad = summary.errors, 0
	for _, thread in ipairs(threads) do bad = bad + (thread:get("wrong") or 0) end
	io.write(string.format("RESULT %d %d %d %d %d %d\n", summary.requests, summary.duration,
		bad + errors.connect + errors.read + errors.timeout, summary.bytes, latency:percentile(50), latency:percentile(99)))
end
