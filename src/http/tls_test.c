/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tls_test.c - over TLS with certificates made here: what is served, what is refused, how one is renewed. */
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/must.h"
#include "http/client_test.h"
#include "tests/test.h"

/* ---- certificates ---- */

static void write_file(const char *path, gnutls_datum_t text)
{
	FILE *file = fopen(path, "w");

	must(file && fwrite(text.data, 1, text.size, file) == text.size && fclose(file) == 0);
}

static gnutls_x509_privkey_t make_key(void)
{
	gnutls_x509_privkey_t key;

	must(gnutls_x509_privkey_init(&key) == 0);
	must(gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0) == 0);
	return key;
}

/* A self-signed certificate of this serial number, and its key, as files. */
static void make_pair(const char *certificate_file, const char *key_file, unsigned char serial)
{
	gnutls_x509_privkey_t key = make_key();
	gnutls_x509_crt_t certificate;
	gnutls_datum_t text;
	time_t now = time(NULL);

	must(gnutls_x509_crt_init(&certificate) == 0);
	must(gnutls_x509_crt_set_version(certificate, 3) == 0);
	must(gnutls_x509_crt_set_serial(certificate, &serial, 1) == 0);
	must(gnutls_x509_crt_set_dn(certificate, "CN=localhost", NULL) == 0);
	must(gnutls_x509_crt_set_activation_time(certificate, now - 60) == 0);
	must(gnutls_x509_crt_set_expiration_time(certificate, now + 86400) == 0);
	must(gnutls_x509_crt_set_key(certificate, key) == 0);
	must(gnutls_x509_crt_sign2(certificate, certificate, key, GNUTLS_DIG_SHA256, 0) == 0);
	must(gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_PEM, &text) == 0);
	write_file(certificate_file, text);
	gnutls_free(text.data);
	must(gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &text) == 0);
	write_file(key_file, text);
	gnutls_free(text.data);
	gnutls_x509_crt_deinit(certificate);
	gnutls_x509_privkey_deinit(key);
}

struct files { const char *folder, *certificate, *key, *other; };

static const char *in_folder(const char *folder, const char *name)
{
	return str_terminated(test_arena(), str_format(test_arena(), "%s/%s", folder, name));
}

static void remove_files(void *thing)
{
	const struct files *f = thing;

	(void)unlink(f->certificate);
	(void)unlink(f->key);
	(void)unlink(f->other);
	(void)rmdir(f->folder);
}

static struct files *make_files(void)
{
	struct files *f = ARENA_NEW(test_arena(), struct files);
	char *folder = arena_take(test_arena(), 64);

	snprintf(folder, 64, "/tmp/juebu-tls-XXXXXX");
	must(mkdtemp(folder));
	*f = (struct files){ folder, in_folder(folder, "cert.pem"), in_folder(folder, "key.pem"), in_folder(folder, "other.pem") };
	make_pair(f->other, f->key, 9);         /* its key is lost: the next line writes over it */
	make_pair(f->certificate, f->key, 1);
	arena_on_close(test_arena(), remove_files, f);
	return f;
}

/* ---- a server and a client ---- */

static void echo(struct exchange *exchange, void *context)
{
	(void)context;
	trial_echo(exchange);
}

static struct http_server *start(const char *certificate, const char *key, Str *error)
{
	struct http_options options = { .listen = STR("127.0.0.1:0"), .threads = 2, .handler = echo,
					.tls_certificate = str_of(certificate), .tls_key = str_of(key) };

	return http_start(test_arena(), &options, error);
}

struct secure_answer { Str text; int serial; };

/* One request over TLS; text empty: no handshake. The certificate is looked at, not trusted. */
static struct secure_answer ask_over_tls(const struct http_server *server, const char *versions)
{
	struct strbuf in = { .arena = test_arena() };
	struct secure_answer answer = { STR_NONE, -1 };
	gnutls_certificate_credentials_t credentials;
	gnutls_session_t session;
	int fd = client_open(server), done;
	ssize_t got;
	char part[4096];

	must(gnutls_certificate_allocate_credentials(&credentials) == 0);
	must(gnutls_init(&session, GNUTLS_CLIENT) == 0);
	must(gnutls_priority_set_direct(session, versions, NULL) == 0);
	must(gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials) == 0);
	gnutls_transport_set_int(session, fd);
	gnutls_handshake_set_timeout(session, 5000);
	do
		done = gnutls_handshake(session);
	while (done < 0 && gnutls_error_is_fatal(done) == 0);
	if (done == 0) {
		unsigned count = 0;
		const gnutls_datum_t *shown = gnutls_certificate_get_peers(session, &count);
		gnutls_x509_crt_t certificate;
		unsigned char serial[32];
		size_t len = sizeof serial;

		must(count == 1 && gnutls_x509_crt_init(&certificate) == 0);
		must(gnutls_x509_crt_import(certificate, shown, GNUTLS_X509_FMT_DER) == 0);
		must(gnutls_x509_crt_get_serial(certificate, serial, &len) == 0);
		answer.serial = serial[len - 1];
		gnutls_x509_crt_deinit(certificate);
		static const char request[] = "GET /a HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n";

		must(gnutls_record_send(session, request, sizeof request - 1) > 0);
		while ((got = gnutls_record_recv(session, part, sizeof part)) > 0)
			buf_add(&in, (Str){ part, (size_t)got });
		answer.text = buf_str(&in);
	}
	gnutls_deinit(session);
	gnutls_certificate_free_credentials(credentials);
	client_close(fd);
	return answer;
}

#define TODAY "NORMAL"

static bool says(struct secure_answer answer, const char *words)
{
	return str_contains(answer.text, str_of(words));
}

/* ---- tests ---- */

TEST(over_tls_a_request_is_secure_and_the_browser_is_told_to_stay)
{
	struct files *f = make_files();
	Str error = STR_NONE;
	struct http_server *server = start(f->certificate, f->key, &error);
	struct secure_answer answer;

	must(server);
	answer = ask_over_tls(server, TODAY);
	CHECK(0, str_starts_with(answer.text, "HTTP/1.1 200"));
	CHECK(0, says(answer, "path=/a\n"));
	CHECK(0, says(answer, "secure=1\n"));
	CHECK(0, says(answer, "\r\nStrict-Transport-Security: max-age=31536000\r\n"));
	CHECK_INT(0, client_ask(server, "GET / HTTP/1.1\r\n" HOST "\r\n").status, 0);      /* plain words at the TLS door */
	http_stop(server);
}

TEST(versions_older_than_tls_1_2_are_not_spoken)
{
	static const struct { const char *versions; bool spoken; } t[] = {
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.3", true },
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.2", true },
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.1:%COMPAT", false },
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.0:%COMPAT", false },
	};
	struct files *f = make_files();
	Str error = STR_NONE;
	struct http_server *server = start(f->certificate, f->key, &error);

	must(server);
	for (size_t i = 0; i < sizeof t / sizeof *t; i++)
		CHECK_INT(i, ask_over_tls(server, t[i].versions).text.len > 0, t[i].spoken);
	http_stop(server);
}

TEST(a_certificate_that_cannot_serve_is_named_at_the_start)
{
	struct files *f = make_files();
	const struct { const char *certificate, *key, *says; } t[] = {
		{ "/nowhere/cert.pem", f->key, "/nowhere/cert.pem：证书文件不能读" },
		{ f->certificate, "/nowhere/key.pem", "/nowhere/key.pem：私钥文件不能读" },
		{ f->key, f->key, "不是 PEM 证书" },
		{ f->certificate, f->certificate, "不是没有口令的 PEM 私钥" },
		{ f->other, f->key, "证书和私钥不是一对" },
		{ f->certificate, "", "--tls-cert 和 --tls-key 要一起写" },
		{ "", f->key, "--tls-cert 和 --tls-key 要一起写" },
	};

	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		Str error = STR_NONE;

		CHECK(i, !start(t[i].certificate, t[i].key, &error));
		CHECK(i, str_contains(error, str_of(t[i].says)));
	}
}

TEST(a_renewed_certificate_is_shown_after_reading_it_again)
{
	struct files *f = make_files();
	Str error = STR_NONE;
	struct http_server *server = start(f->certificate, f->key, &error);

	must(server);
	CHECK_INT(0, ask_over_tls(server, TODAY).serial, 1);
	make_pair(f->certificate, f->key, 2);
	CHECK_INT(1, ask_over_tls(server, TODAY).serial, 1);
	CHECK(1, http_reload(server, test_arena(), &error));
	CHECK_INT(2, ask_over_tls(server, TODAY).serial, 2);
	make_pair(f->other, f->key, 3);          /* a key without its certificate: the old pair stays */
	CHECK(3, !http_reload(server, test_arena(), &error));
	CHECK(3, str_contains(error, STR("不是一对")));
	CHECK_INT(4, ask_over_tls(server, TODAY).serial, 2);
	http_stop(server);
}
