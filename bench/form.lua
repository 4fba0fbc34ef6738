-- form.lua - wrk posts the form of a new matter, as a browser would: cookie, token, a key of its own each time.
local headers = { ["Cookie"] = os.getenv("COOKIE"), ["Content-Type"] = "application/x-www-form-urlencoded" }
local before, after = os.getenv("BEFORE"), os.getenv("AFTER")
local mark, n = os.getenv("MARK"), 0

function request()
	n = n + 1
	return wrk.format("POST", "/matter", headers, before .. n .. after .. "&_once=" .. mark .. n)
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
