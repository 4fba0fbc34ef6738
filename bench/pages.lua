-- pages.lua - wrk asks for the paths of the file PATHS in turn, with the cookie of COOKIE.
local paths, at = {}, 0
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
local headers = {}
if os.getenv("COOKIE") then headers["Cookie"] = os.getenv("COOKIE") end
local requests = {}

function init(args)
	for i, path in ipairs(paths) do requests[i] = wrk.format("GET", path, headers) end
end

function request()
	at = at % #requests + 1
	return requests[at]
end

function done(summary, latency)
	local errors = summary.errors
	io.write(string.format("RESULT %d %d %d %d %d %d\n", summary.requests, summary.duration,
		errors.status + errors.connect + errors.read + errors.timeout, summary.bytes, latency:percentile(50), latency:percentile(99)))
end
