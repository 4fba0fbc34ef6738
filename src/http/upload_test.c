/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* upload_test.c - large bodies with files in them, and replies that are read while they go out. */
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "http/client_test.h"
#include "http/live.h"
#include "tests/test.h"

#define TYPE "multipart/form-data; boundary=xYz"
#define PART(head) "--xYz\r\nContent-Disposition: form-data; " head "\r\n\r\n"
#define END "\r\n--xYz--\r\n"
#define SAID "提交的内容超过"

/* ---- the parts ---- */

static Str parsed(Str body)
{
	struct input input = { .arena = test_arena() };
	struct sent_files files = { 0 };
	struct strbuf out = { .arena = test_arena() };
	enum refusal_kind refused = REFUSED_NOT;
	Str why = STR_NONE;

	if (!form_parse_multipart(&input, &files, body, STR(TYPE), &refused, &why)) {
		CHECK(0, files.count == 0 && input.count == 0);
		return str_format(test_arena(), "refused %.*s", STR_ARG(why));
	}
	for (size_t i = 0; i < input.count; i++)
		buf_format(&out, "%.*s=%.*s ", STR_ARG(input.fields[i].path), STR_ARG(input.fields[i].value));
	for (size_t i = 0; i < files.count; i++)
		buf_format(&out, "%.*s:%.*s(%zu) ", STR_ARG(files.at[i].field), STR_ARG(files.at[i].name), files.at[i].bytes.len);
	return str_trim(buf_str(&out));
}

TEST(files_of_a_form_are_read_as_browsers_and_programs_send_them)
{
	static const struct { const char *body, *result; } t[] = {
		{ PART("name=\"a\"") "1\r\n" PART("name=\"file\"; filename=\"照片.jpg\"") "abc" END, "a=1 file:照片.jpg(3)" },
		{ PART("name=\"file\"; filename=\"\"") END, "" },                        /* a box left empty */
		{ PART("name=\"file\"; filename=\"empty.txt\"") END, "file:empty.txt(0)" },
		{ PART("name=\"file\"; filename=\"\"") "abc" END, "file:(3)" },
		{ PART("name=\"file\"; filename=\"a%22b.txt\"") "x" END, "file:a\"b.txt(1)" },
		{ PART("name=\"file\"; filename=\"100%25.txt\"") "x" END, "file:100%25.txt(1)" },
		{ PART("name=\"file\"; filename*=UTF-8''%E7%85%A7.pdf") "x" END, "file:照.pdf(1)" },
		{ PART("name=\"file\"; filename=\"a.pdf\"; filename*=utf-8''%E7%85%A7.pdf") "x" END, "file:照.pdf(1)" },
		{ PART("name=\"file\"; filename*=gbk''%D5%D5.pdf") "x" END, "refused 提交的内容不完整，请从页面上重新提交" },
		{ PART("name=\"file\"; filename*=UTF-8''%E7%8") "x" END, "refused 提交的内容不完整，请从页面上重新提交" },
		{ PART("name=\"file\"; filename=\"\xff.pdf\"") "x" END, "refused 文件名不是 UTF-8 编码，请改名后再上传" },
		{ "--xYz\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\nx" END, "f:a.png(1)" },
		{ "--xYz\r\nContent-Type: image/png\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.png\"\r\n\r\nx" END, "f:a.png(1)" },
		{ "--xYz\r\nContent-Disposition: form-data; name=\"f\"\r\nContent-Type: image/png\r\n\r\nx" END, "refused 这里不接收文件，请去掉文件后再提交" },
		{ PART("name=\"file\"; filename=\"a.txt\"") "a\r\n--xY\r\n--xYzz", "refused 提交的内容不完整，请从页面上重新提交" },
		{ PART("name=\"file\"; filename=\"a.txt\"") "a\r\n--xY\r\nb" END, "file:a.txt(10)" },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++)
		CHECK_STR(i, parsed(test_str(t[i].body)), t[i].result);
}

/* ---- the body ---- */

static Str filled(size_t bytes)
{
	char *at = arena_take(test_arena(), bytes);

	memset(at, 'b', bytes);
	return (Str){ at, bytes };
}

/* A body of that size in all, holding one file. */
static struct answer post_file(int fd, size_t bytes)
{
	Str head = STR(PART("name=\"file\"; filename=\"a.bin\""));
	size_t file = bytes - head.len - strlen(END);

	client_send(fd, str_format(test_arena(), "POST /up HTTP/1.1\r\n" HOST "Content-Type: " TYPE "\r\nContent-Length: %zu\r\n\r\n", bytes));
	client_send(fd, head);
	client_send(fd, filled(file));
	client_send(fd, STR(END));
	return client_receive(fd);
}

static void wait_until_spooled(struct http_server *server, int64_t bytes)
{
	for (int i = 0; i < 2000 && atomic_load(&server->spooled) != bytes; i++)
		nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
	CHECK_INT(0, atomic_load(&server->spooled), bytes);
}

TEST(a_spooled_body_may_be_so_long_and_not_a_byte_longer)
{
	const size_t most = LIMIT_BODY_BYTES + 1000;
	struct http_server *server = trial_start_taking(trial_echo, most);
	int fd = client_open(server);
	struct answer answer = post_file(fd, most);

	CHECK(0, answer_says(&answer, "broken=0\n") && answer_says(&answer, "file file a.bin "));
	CHECK(0, answer_says(&answer, str_terminated(test_arena(), str_format(test_arena(), "body=%zu:", most))));
	answer = post_file(fd, most + 1);
	CHECK(1, answer_says(&answer, SAID) && !answer_says(&answer, "file file"));
	client_close(fd);
	wait_until_spooled(server, 0);
	http_stop(server);
}

TEST(bodies_on_disk_together_are_measured_up_to_the_limit)
{
	const size_t size = 5000;
	struct http_server *server = trial_start_taking(trial_echo, LIMIT_UPLOAD_BYTES);
	int fd = client_open(server);
	struct answer answer;

	atomic_fetch_add(&server->spooled, LIMIT_SPOOLED_BYTES - (int64_t)size);         /* as if others were sending */
	answer = post_file(fd, size);
	CHECK(0, answer_says(&answer, "broken=0\n"));
	wait_until_spooled(server, LIMIT_SPOOLED_BYTES - (int64_t)size);
	answer = post_file(fd, size + 1);
	CHECK(1, answer_says(&answer, "why=现在提交的人太多，请稍后再提交\n"));
	wait_until_spooled(server, LIMIT_SPOOLED_BYTES - (int64_t)size);
	client_close(fd);
	http_stop(server);
}

TEST(only_a_form_with_files_may_be_long_where_files_are_taken)
{
	struct http_server *server = trial_start_taking(trial_echo, LIMIT_UPLOAD_BYTES);
	int fd = client_open(server);
	struct answer answer;

	for (size_t over = 0; over <= 1; over++) {
		client_send(fd, str_format(test_arena(), "POST / HTTP/1.1\r\n" HOST "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
		                           LIMIT_BODY_BYTES + over));
		client_send(fd, filled(LIMIT_BODY_BYTES + over));
		answer = client_receive(fd);
		CHECK(over, answer_says(&answer, over ? "why=提交的文字太长" : "broken=0\n"));
	}
	client_close(fd);
	http_stop(server);
}

TEST(an_upload_that_breaks_off_leaves_nothing_spooled)
{
	struct http_server *server = trial_start_taking(trial_echo, LIMIT_UPLOAD_BYTES);
	int fd = client_open(server);

	client_send(fd, STR("POST /up HTTP/1.1\r\n" HOST "Content-Type: " TYPE "\r\nContent-Length: 90000\r\n\r\n"));
	client_send(fd, filled(70000));
	wait_until_spooled(server, 70000);
	client_close(fd);
	wait_until_spooled(server, 0);
	http_stop(server);
}

/* ---- streams ---- */

enum { STREAMED = LIMIT_PIECE_BYTES * 2 + 7 };

static size_t count_up(struct byte_stream *stream, int64_t at, char *room, size_t most)
{
	size_t left = (size_t)(stream->bytes - at), n = most < left ? most : left;

	if (n > 1000)
		n = 1000;                        /* a piece may end anywhere */
	for (size_t i = 0; i < n; i++)
		room[i] = (char)((at + (int64_t)i) % 251);
	return n;
}

static size_t break_off(struct byte_stream *stream, int64_t at, char *room, size_t most)
{
	return at < 3000 ? count_up(stream, at, room, most) : 0;
}

static void stream_out(struct exchange *exchange)
{
	struct byte_stream *stream = ARENA_NEW(exchange->request.arena, struct byte_stream);

	stream->bytes = STREAMED;
	stream->read = str_is(exchange->request.path, "/broken") ? break_off : count_up;
	exchange->reply.status = 200;
	exchange->reply.type = STR("application/pdf");
	exchange->reply.stream = stream;
	exchange_answer(exchange);
}

TEST(a_stream_arrives_whole_and_is_counted_while_it_runs)
{
	struct http_server *server = trial_start(stream_out);
	struct answer answer = client_ask(server, "GET / HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
	bool right = answer.body.len == STREAMED;

	for (size_t i = 0; right && i < answer.body.len; i++)
		right = answer.body.at[i] == (char)(i % 251);
	CHECK(0, answer.status == 200 && right);
	atomic_store(&server->streaming, LIMIT_STREAMS - 1);     /* as if others were reading */
	answer = client_ask(server, "GET / HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
	CHECK_INT(1, answer.status, 200);
	atomic_store(&server->streaming, LIMIT_STREAMS);
	answer = client_ask(server, "GET / HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
	CHECK_INT(2, answer.status, 503);
	CHECK(2, answer_says(&answer, "现在下载的人太多"));
	http_stop(server);
}

TEST(a_stream_that_cannot_be_read_on_is_cut_and_never_filled_up)
{
	struct http_server *server = trial_start(stream_out);
	int fd = client_open(server);

	client_send(fd, STR("GET /broken HTTP/1.1\r\n" HOST "\r\n"));
	CHECK(0, client_is_closed(fd));
	client_close(fd);
	http_stop(server);
}
