/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* digest_paper_test.c - the weekly digest as the first official document: number, files, and who gets them. */
#include "clauses/weekly/digest_view.h"
#include "document/reply.h"
#include "tests/client.h"
#include "tests/story.h"

static bool set_password(struct act *act, void *input)
{
	const char *const *logins = input;

	for (; *logins; logins++) {
		struct account before, after;

		if (!account_find(act, str_of(*logins), &before))
			return false;
		after = before;
		after.password_hash = password_hash(act->arena, STR("juebu-Test-2026"));
		if (!record_update(act, &account_record, &before, &after, "account.edit", STR_NONE))
			return false;
	}
	return true;
}

static struct client *logged_in(struct story *s, const char *login)
{
	const char *logins[] = { login, NULL };
	struct client *client = test_client(s->house);

	CHECK_DONE(test_act(s->house, NULL, set_password, logins));
	test_login(client, login, "juebu-Test-2026");
	return client;
}

static const char *path_of(int64_t digest, const char *ending)
{
	return str_terminated(test_arena(), str_format(test_arena(), "%s%lld%s", "/weekly/digest/", (long long)digest, ending));
}

static struct story *tuesday(int64_t *digest_out)
{
	struct story *s = story_open("2026-11-02T08:00");
	struct weekly_report report;

	story_contact_is_filed(s, &s->labour_head, s->labour_clerk);
	story_contact_is_filed(s, &s->city_head, s->city_clerk);
	(void)story_matter(s, &s->labour_officer, "华信厂房<b>外包队</b>工资拖欠");
	story_until(s, "2026-11-17T09:00");
	CHECK(0, story_report(s, s->labour, "2026-W46", &report));
	CHECK_DONE(story_fill_and_submit(s, &s->labour_contact, &report, "两次约谈总包单位，余款未付"));
	*digest_out = story_digest(s, "2026-W46");
	return s;
}

struct loading { int64_t id; struct digest digest; bool found; struct issued issued; struct document document; };

static bool load(struct act *act, void *input)
{
	struct loading *l = input;

	return record_load(act, &digest_record, l->id, &l->digest)
	    && document_issued(act, "digest", l->id, &l->found, &l->issued, &l->document);
}

static struct loading loaded(struct story *s, int64_t id)
{
	struct loading l = { .id = id };

	CHECK_DONE(test_read(s->house, NULL, load, &l));
	return l;
}

#define SIGN(s, digest) MOVE(s, legal, digest_holding, digest, "sign", "analysis", "本周一件，建议协调", "entries.0.id", "1", \
                             "entries.0.proposal", "coordinate")

/* PostgreSQL has a sealer of its own in the running program; a test has none. */
static bool seal(struct act *act, void *input)
{
	return ledger_seal(act);
}

TEST(signing_gives_the_digest_its_number_and_freezes_it)
{
	int64_t digest;
	struct story *s = tuesday(&digest);
	struct loading l;

	CHECK_STR(0, loaded(s, digest).digest.number, "");
	CHECK(0, !loaded(s, digest).found);
	CHECK_REFUSED(story_move(s, &s->legal, &digest_holding, digest, NULL, "sign", "analysis", "没有处理建议", NULL),
	              REFUSED_BAD_INPUT, "weekly.digest");
	CHECK_DONE(test_act(s->house, NULL, seal, NULL));
	SIGN(s, digest);
	l = loaded(s, digest);
	CHECK_STR(1, l.digest.number, "法制局〔2026〕1号");     /* the refused signing took none */
	CHECK(1, l.found);
	CHECK_STR(1, l.document.number, "法制局〔2026〕1号");
	CHECK_STR(1, l.document.title, "法制局关于2026年第46周行政执法未果事项的专报");
	CHECK_STR(1, l.document.issuer_mark, "法制局文件");
	CHECK_STR(1, l.document.addressee, "管委会主要领导");
	CHECK_STR(1, l.document.signers, "经办");
	CHECK_STR(1, l.document.subject_words, "");
	CHECK_STR(1, date_iso(test_arena(), l.document.dated), "2026-11-17");
	CHECK(1, str_starts_with(l.document.anchor, "台账封签 "));
	MOVE(s, leader, digest_holding, digest, "read");
	CHECK_STR(2, loaded(s, digest).digest.number, "法制局〔2026〕1号");
}

static bool rename_all(struct act *act, void *input)
{
	struct unit before, after;

	if (!record_load(act, &unit_record, *(int64_t *)input, &before))
		return false;
	after = before;
	after.name = STR("司法办公室");
	return record_update(act, &unit_record, &before, &after, "unit.edit", STR_NONE);
}

TEST(a_signed_digest_is_the_same_file_whatever_is_renamed_since)
{
	int64_t digest;
	struct story *s = tuesday(&digest);
	struct client *leader;
	struct answer first, again;

	SIGN(s, digest);
	leader = logged_in(s, "leader");
	first = test_get(leader, path_of(digest, "/pdf"));
	CHECK_DONE(test_act(s->house, NULL, rename_all, &s->bureau.v));
	again = test_get(leader, path_of(digest, "/pdf"));
	CHECK_STATUS(0, first, 200);
	CHECK_STATUS(1, again, 200);
	CHECK(1, str_equal(first.body, again.body));
}

TEST(who_may_read_the_digest_gets_its_files_and_nobody_else)
{
	static const struct { const char *login; int status; } cases[] = {
		{ "legal", 200 }, { "leader", 200 }, { "contact1", 403 }, { "officer1", 403 },
	};
	int64_t digest;
	struct story *s = tuesday(&digest);

	SIGN(s, digest);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct client *client = logged_in(s, cases[i].login);
		struct answer pdf = test_get(client, path_of(digest, "/pdf")), docx = test_get(client, path_of(digest, "/docx"));

		CHECK_STATUS(i, pdf, cases[i].status);
		CHECK_STATUS(i, docx, cases[i].status);
		if (cases[i].status != 200)
			continue;
		CHECK(i, str_starts_with(pdf.body, "%PDF-") && str_starts_with(docx.body, "PK"));
		CHECK(i, str_contains(pdf.head, STR("no-store")) && str_contains(pdf.head, STR("ETag: \"")));
		CHECK(i, str_contains(pdf.head, STR("%E6%B3%95%E5%88%B6%E5%B1%80%E3%80%942026%E3%80%951%E5%8F%B7")));    /* 法制局〔2026〕1号 */
		CHECK_STATUS(i, test_get(client, path_of(digest + 1000, "/pdf")), 404);
	}
}

TEST(a_draft_has_files_too_but_no_number)
{
	int64_t digest;
	struct story *s = tuesday(&digest);
	struct client *legal = logged_in(s, "legal");
	struct answer pdf = test_get(legal, path_of(digest, "/pdf"));

	CHECK_STATUS(0, pdf, 200);
	CHECK(0, str_contains(pdf.head, STR("%E8%8D%89%E7%A8%BF")));             /* 草稿 */
	CHECK(0, !str_contains(pdf.head, STR("%E3%80%94")));                     /* no 〔 */
	CHECK_STATUS(1, test_get(legal, path_of(digest, "")), 200);
	CHECK(1, test_body_has(test_get(legal, path_of(digest, "")), path_of(digest, "/pdf")));
}

TEST(the_number_is_shown_on_the_page_in_the_register_and_in_the_api)
{
	int64_t digest;
	struct story *s = tuesday(&digest);
	struct client *legal;

	SIGN(s, digest);
	legal = logged_in(s, "legal");
	CHECK(0, test_body_has(test_get(legal, path_of(digest, "")), "法制局〔2026〕1号"));
	CHECK(1, test_body_has(test_get(legal, "/weekly/digest"), "法制局〔2026〕1号"));
	CHECK(2, test_body_has(test_get(legal, "/document"), "法制局〔2026〕1号"));
	CHECK(3, test_body_has(test_api(legal, "GET", "/api/v1/digest", ""), "\"number\":\"法制局〔2026〕1号\""));
	CHECK(4, test_body_has(test_api(legal, "GET", "/api/v1/issued_document", ""), "\"number\":\"法制局〔2026〕1号\""));
	CHECK_STATUS(5, test_api(legal, "GET", "/api/v1/issued_document/1/pdf", ""), 200);
	CHECK_STATUS(6, test_get(legal, "/document/1/docx"), 200);
}

static bool want_subject_words(struct act *act, void *input)
{
	struct setting row = { .name = STR("document.subject_words"), .value = 1, .from_on = date_of_civil(2026, 11, 1), .source = STR("测试") };

	return record_insert(act, &setting_record, &row, "setting.set", STR_NONE) && settings_load(act);
}

TEST(subject_words_stand_where_the_setting_asks_for_them)
{
	int64_t digest;
	struct story *s = tuesday(&digest);

	CHECK_DONE(test_act(s->house, NULL, want_subject_words, NULL));
	SIGN(s, digest);
	CHECK_STR(0, loaded(s, digest).document.subject_words, "行政执法　未果事项　专报");
}
