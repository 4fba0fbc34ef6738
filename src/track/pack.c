/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pack.c - positions to bits and back. */
#include "track/pack.h"

#include "base/must.h"

enum { FORM = 1, TENS = 1, SECONDS = 2, WORTH_CHOOSING = 32 /* positions */, PROGRESS_MOST = 24 /* ones before a number is written whole */, MEMORY = 32 };

/* The eight numbers of a position, each predicted and written by itself. */
enum { AT, LON, LAT, ALTITUDE, COURSE, SPEED, FLAGS, DELAY, MEMBERS };
struct numbers { int64_t of[MEMBERS]; };

struct scale { int64_t degree, time; };
struct manner { struct scale scale; unsigned moves; };

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

/* Numbers of bytes somebody bent may be anything: they wrap around instead of overflowing. */
static int64_t plus(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a + (uint64_t)b);
}

static int64_t minus(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a - (uint64_t)b);
}

/* A member that moves is taken to move on as it last did; one that does not, to stay. Of DELAY: what was received together
 * was received at one time, or each came as late as the one before. */
enum { MOVES = 1 << AT | 1 << LON | 1 << LAT };

static int64_t second_of(const struct numbers *n, struct scale scale)
{
	return (int64_t)((uint64_t)n->of[AT] * (uint64_t)scale.time) / 1000;
}

static int64_t predict(const struct manner *how, int m, const struct numbers *now, const struct numbers *last, const struct numbers *before)
{
	if (!(how->moves >> m & 1))
		return last->of[m];
	if (m == DELAY)
		return minus(last->of[m], minus(second_of(now, how->scale), second_of(last, how->scale)));
	return plus(last->of[m], minus(last->of[m], before->of[m]));
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

static void put_some(struct bits_out *b, struct habit *habit, uint64_t n)
{
	unsigned bits = habit_bits(habit);
	uint64_t ones = n >> bits;

	habit_learn(habit, n);
	if (ones < PROGRESS_MOST) {
		put_bits(b, (((uint64_t)1 << ones) - 1) << 1, (unsigned)ones + 1);
		put_bits(b, n, bits);
	} else {
		put_bits(b, ((uint64_t)1 << PROGRESS_MOST) - 1, PROGRESS_MOST);
		put_bits(b, n, 64);
	}
}

/* DELAY is mostly as expected, and then a bit; else far from it. */
static void put_number(struct bits_out *b, struct habit *habit, int m, int64_t number)
{
	uint64_t n = zigzag(number);

	if (m == DELAY) {
		put_bits(b, n != 0, 1);
		if (n == 0)
			return;
		n--;
	}
	put_some(b, habit, n);
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

static uint64_t bits_of_one(struct habit *habit, int m, int64_t number)
{
	uint64_t n = zigzag(number), all = 0;
	unsigned bits;

	if (m == DELAY) {
		if (n == 0)
			return 1;
		all = 1;
		n--;
	}
	bits = habit_bits(habit);
	habit_learn(habit, n);
	return all + (n >> bits < PROGRESS_MOST ? (n >> bits) + 1 + bits : PROGRESS_MOST + 64);
}

/* How many bits all positions take of one member in that manner. */
static uint64_t bits_of(int m, struct manner how, const struct position *at, size_t count)
{
	struct numbers last = numbers_of(at, how.scale), before = last;
	struct habit habit = { 1, 1 };
	uint64_t all = 0;

	for (size_t i = 1; i < count; i++) {
		struct numbers now = numbers_of(&at[i], how.scale);

		all += bits_of_one(&habit, m, minus(now.of[m], predict(&how, m, &now, &last, &before)));
		before = last;
		last = now;
	}
	return all;
}

static unsigned choose_moves(const struct position *at, size_t count, struct scale scale)
{
	unsigned moves = 0;

	if (count < WORTH_CHOOSING)
		return MOVES;
	for (int m = 0; m < MEMBERS; m++)
		if (bits_of(m, (struct manner){ scale, 1u << m }, at, count) < bits_of(m, (struct manner){ scale, 0 }, at, count))
			moves |= 1u << m;
	return moves;
}

Str track_pack(struct arena *arena, const struct position *at, size_t count)
{
	struct strbuf out = { .arena = arena };
	struct bits_out bits = { .to = &out };
	struct habit habits[MEMBERS];
	unsigned char scale = scale_bits(at, count);
	struct manner how = { scale_of(scale), choose_moves(at, count, scale_of(scale)) };
	struct numbers last = numbers_of(at, how.scale), before = last;

	must(count > 0);
	habits_begin(habits);
	buf_char(&out, FORM);
	buf_char(&out, (char)scale);
	buf_char(&out, (char)(unsigned char)how.moves);
	put_varint(&out, count);
	for (int m = 0; m < MEMBERS; m++)
		put_varint(&out, zigzag(last.of[m]));
	for (size_t i = 1; i < count; i++) {
		struct numbers now = numbers_of(&at[i], how.scale);

		for (int m = 0; m < MEMBERS; m++)
			put_number(&bits, &habits[m], m, minus(now.of[m], predict(&how, m, &now, &last, &before)));
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

static int64_t take_number(struct bits_in *b, struct habit *habit, int m)
{
	unsigned bits = habit_bits(habit);
	uint64_t ones = 0, n;

	if (m == DELAY && take_bits(b, 1) == 0)
		return 0;
	while (ones < PROGRESS_MOST && take_bits(b, 1) == 1)
		ones++;
	n = ones < PROGRESS_MOST ? ones << bits | take_bits(b, bits) : take_bits(b, 64);
	habit_learn(habit, n);
	return unzigzag(m == DELAY ? n + 1 : n);
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

static struct numbers take_next(struct bits_in *b, struct habit habits[MEMBERS], const struct manner *how, const struct numbers *last,
                                const struct numbers *before)
{
	struct numbers now = { { 0 } };

	for (int m = 0; m < MEMBERS; m++)
		now.of[m] = plus(predict(how, m, &now, last, before), take_number(b, &habits[m], m));
	return now;
}

/* Behind the last position stands nothing but the rest of its byte, in zeros: one content, one text. */
static bool is_at_its_end(const struct bits_in *b)
{
	return !b->ran_out && b->next == b->len && b->count < 8 && (b->held & (((uint64_t)1 << b->count) - 1)) == 0;
}

bool track_unpack(struct arena *arena, Str bytes, size_t most, struct position **out, size_t *count_out)
{
	struct bits_in bits = { .at = (const unsigned char *)bytes.at, .len = bytes.len, .next = 3 };
	struct habit habits[MEMBERS];
	struct numbers last = { { 0 } }, before;
	struct position *at;
	struct manner how;
	uint64_t count;

	if (bytes.len < 4 || bits.at[0] != FORM || bits.at[1] > (TENS | SECONDS))
		return false;
	how = (struct manner){ scale_of(bits.at[1]), bits.at[2] };
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
			struct numbers now = take_next(&bits, habits, &how, &last, &before);

			before = last;
			last = now;
		}
		if (bits.ran_out || !position_from(&last, how.scale, &at[i]))
			return false;
	}
	if (!is_at_its_end(&bits))
		return false;
	*out = at;
	*count_out = (size_t)count;
	return true;
}
