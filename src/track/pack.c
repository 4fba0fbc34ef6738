/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pack.c - positions to bits and back. */
#include "track/pack.h"

#include "base/must.h"

enum { FORM = 1, TENS = 1, SECONDS = 2, PROGRESS_MOST = 24 /* ones before a number is written whole */, MEMORY = 32 };

/* The eight numbers of a position, each predicted and written by itself. */
enum { AT, LON, LAT, ALTITUDE, COURSE, SPEED, FLAGS, DELAY, MEMBERS };
struct numbers { int64_t of[MEMBERS]; };

struct scale { int64_t degree, time; };

static struct scale scale_of(unsigned char bits)
{
	return (struct scale){ bits & TENS ? 10 : 1, bits & SECONDS ? 1000 : 1 };
}

static struct numbers numbers_of(const struct position *p, struct scale scale)
{
	return (struct numbers){ {
		[AT] = p->at_ms / scale.time, [LON] = p->lon / scale.degree, [LAT] = p->lat / scale.degree, [ALTITUDE] = p->altitude,
		[COURSE] = p->course, [SPEED] = p->speed, [FLAGS] = p->flags, [DELAY] = p->received_s - p->at_ms / 1000,
	} };
}

/* The zone's next move is taken to be like its last one; everything else to stay. */
static struct numbers predict(const struct numbers *last, const struct numbers *before)
{
	struct numbers next = *last;
	int64_t time = last->of[AT] - before->of[AT];

	next.of[AT] += time;
	next.of[LON] += last->of[LON] - before->of[LON];
	next.of[LAT] += last->of[LAT] - before->of[LAT];
	return next;
}

static uint64_t zigzag(int64_t n)
{
	return ((uint64_t)n << 1) ^ (uint64_t)(n >> 63);
}

static int64_t unzigzag(uint64_t n)
{
	return (int64_t)(n >> 1) ^ -(int64_t)(n & 1);
}

/* ---- how many bits a kind of number has needed lately ---- */

struct habit { uint64_t sum; uint32_t seen; };

static unsigned habit_bits(const struct habit *h)
{
	unsigned bits = 0;

	while (bits < 40 && ((uint64_t)h->seen << bits) < h->sum)
		bits++;
	return bits;
}

static void habit_learn(struct habit *h, uint64_t n)
{
	h->sum += n < 1u << 30 ? n : 1u << 30;
	if (++h->seen < MEMORY)
		return;
	h->sum /= 2;
	h->seen /= 2;
}

static void habits_begin(struct habit habits[MEMBERS])
{
	for (int i = 0; i < MEMBERS; i++)
		habits[i] = (struct habit){ 1, 1 };
}

/* ---- writing ---- */

struct bits_out { struct strbuf *to; uint64_t held; unsigned count; };

static void put_bits(struct bits_out *b, uint64_t value, unsigned count)
{
	for (; count > 32; count -= 32)
		put_bits(b, value >> (count - 32) & 0xffffffff, 32);
	b->held = b->held << count | (value & (((uint64_t)1 << count) - 1));
	b->count += count;
	while (b->count >= 8) {
		b->count -= 8;
		buf_char(b->to, (char)(unsigned char)(b->held >> b->count));
	}
}

static void put_number(struct bits_out *b, struct habit *habit, int64_t number)
{
	uint64_t n = zigzag(number);
	unsigned bits = habit_bits(habit);
	uint64_t ones = n >> bits;

	if (ones < PROGRESS_MOST) {
		put_bits(b, (((uint64_t)1 << ones) - 1) << 1, (unsigned)ones + 1);
		put_bits(b, n, bits);
	} else {
		put_bits(b, ((uint64_t)1 << PROGRESS_MOST) - 1, PROGRESS_MOST);
		put_bits(b, n, 64);
	}
	habit_learn(habit, n);
}

static void put_varint(struct strbuf *to, uint64_t n)
{
	for (; n >= 0x80; n >>= 7)
		buf_char(to, (char)(unsigned char)(n | 0x80));
	buf_char(to, (char)(unsigned char)n);
}

static unsigned char scale_bits(const struct position *at, size_t count)
{
	unsigned char bits = TENS | SECONDS;

	for (size_t i = 0; i < count; i++) {
		if (at[i].lon % 10 != 0 || at[i].lat % 10 != 0)
			bits &= (unsigned char)~TENS;
		if (at[i].at_ms % 1000 != 0)
			bits &= (unsigned char)~SECONDS;
	}
	return bits;
}

Str track_pack(struct arena *arena, const struct position *at, size_t count)
{
	struct strbuf out = { .arena = arena };
	struct bits_out bits = { .to = &out };
	struct habit habits[MEMBERS];
	unsigned char how = scale_bits(at, count);
	struct numbers last = numbers_of(at, scale_of(how)), before = last;

	must(count > 0);
	habits_begin(habits);
	buf_char(&out, FORM);
	buf_char(&out, (char)how);
	put_varint(&out, count);
	for (int m = 0; m < MEMBERS; m++)
		put_varint(&out, zigzag(last.of[m]));
	for (size_t i = 1; i < count; i++) {
		struct numbers now = numbers_of(&at[i], scale_of(how)), expected = predict(&last, &before);

		for (int m = 0; m < MEMBERS; m++)
			put_number(&bits, &habits[m], now.of[m] - expected.of[m]);
		before = last;
		last = now;
	}
	if (bits.count)
		put_bits(&bits, 0, 8 - bits.count);
	return buf_str(&out);
}

/* ---- reading ---- */

struct bits_in { const unsigned char *at; size_t len, next; uint64_t held; unsigned count; bool ran_out; };

static uint64_t take_bits(struct bits_in *b, unsigned count)
{
	uint64_t high = 0;

	if (count > 32) {
		high = take_bits(b, count - 32) << 32;
		count = 32;
	}
	while (b->count < count) {
		if (b->next == b->len) {
			b->ran_out = true;
			return 0;
		}
		b->held = b->held << 8 | b->at[b->next++];
		b->count += 8;
	}
	b->count -= count;
	return high | (b->held >> b->count & (((uint64_t)1 << count) - 1));
}

static int64_t take_number(struct bits_in *b, struct habit *habit)
{
	unsigned bits = habit_bits(habit);
	uint64_t ones = 0, n;

	while (ones < PROGRESS_MOST && take_bits(b, 1) == 1)
		ones++;
	n = ones < PROGRESS_MOST ? ones << bits | take_bits(b, bits) : take_bits(b, 64);
	habit_learn(habit, n);
	return unzigzag(n);
}

static uint64_t take_varint(struct bits_in *b)
{
	uint64_t n = 0;

	for (unsigned shift = 0; shift < 64; shift += 7) {
		unsigned char byte;

		if (b->next == b->len)
			break;
		byte = b->at[b->next++];
		n |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return n;
	}
	b->ran_out = true;
	return 0;
}

/* false: no position has these numbers. */
static bool position_from(const struct numbers *n, struct scale scale, struct position *out)
{
	int64_t lon, lat, at;

	if (__builtin_mul_overflow(n->of[LON], scale.degree, &lon) || __builtin_mul_overflow(n->of[LAT], scale.degree, &lat)
	    || __builtin_mul_overflow(n->of[AT], scale.time, &at) || lon != (int32_t)lon || lat != (int32_t)lat
	    || n->of[ALTITUDE] != (int16_t)n->of[ALTITUDE] || n->of[COURSE] != (int16_t)n->of[COURSE]
	    || n->of[SPEED] != (uint16_t)n->of[SPEED] || n->of[FLAGS] != (uint16_t)n->of[FLAGS])
		return false;
	*out = (struct position){ .at_ms = at, .lon = (int32_t)lon, .lat = (int32_t)lat, .altitude = (int16_t)n->of[ALTITUDE],
	                          .course = (int16_t)n->of[COURSE], .speed = (uint16_t)n->of[SPEED], .flags = (uint16_t)n->of[FLAGS] };
	return !__builtin_add_overflow(n->of[DELAY], at / 1000, &out->received_s);
}

/* Numbers of bytes somebody bent may be anything: they wrap around instead of overflowing. */
static int64_t wrapped(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a + (uint64_t)b);
}

static struct numbers take_next(struct bits_in *b, struct habit habits[MEMBERS], const struct numbers *last,
                                const struct numbers *before)
{
	struct numbers now = { { 0 } };

	for (int m = 0; m < MEMBERS; m++) {
		int64_t moved = m <= LAT ? wrapped(last->of[m], (int64_t)-(uint64_t)before->of[m]) : 0;

		now.of[m] = wrapped(wrapped(last->of[m], moved), take_number(b, &habits[m]));
	}
	return now;
}

/* Behind the last position stands nothing but the rest of its byte, in zeros: one content, one text. */
static bool is_at_its_end(const struct bits_in *b)
{
	return !b->ran_out && b->next == b->len && b->count < 8 && (b->held & (((uint64_t)1 << b->count) - 1)) == 0;
}

bool track_unpack(struct arena *arena, Str bytes, size_t most, struct position **out, size_t *count_out)
{
	struct bits_in bits = { .at = (const unsigned char *)bytes.at, .len = bytes.len, .next = 2 };
	struct habit habits[MEMBERS];
	struct numbers last = { { 0 } }, before;
	struct position *at;
	struct scale scale;
	uint64_t count;

	if (bytes.len < 3 || bits.at[0] != FORM || bits.at[1] > (TENS | SECONDS))
		return false;
	scale = scale_of(bits.at[1]);
	count = take_varint(&bits);
	if (count < 1 || count > most || count > bytes.len)     /* each further one takes a byte: a bit for each member */
		return false;
	for (int m = 0; m < MEMBERS; m++)
		last.of[m] = unzigzag(take_varint(&bits));
	before = last;
	habits_begin(habits);
	at = ARENA_ARRAY(arena, struct position, count);
	for (size_t i = 0; i < count; i++) {
		if (i > 0) {
			struct numbers now = take_next(&bits, habits, &last, &before);

			before = last;
			last = now;
		}
		if (bits.ran_out || !position_from(&last, scale, &at[i]))
			return false;
	}
	if (!is_at_its_end(&bits))
		return false;
	*out = at;
	*count_out = (size_t)count;
	return true;
}
