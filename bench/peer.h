/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* peer.h - the rows of one registered matter as the peers write them: the same tables and words as ours, by hand.
 *
 * Nine rows: the unit's serial, matter, step, duty, a ledger entry for each of the three, the head's notice, the form's own key.
 * No permission, no form, no page, no seal: what a peer leaves out is to its advantage. */
#ifndef JUEBU_BENCH_PEER_H
#define JUEBU_BENCH_PEER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PEER_UNITS_MOST = 64, PEER_THREADS_MOST = 256, DECIDE_SECONDS = 91 * 86400, REMIND_SECONDS = 2 * 86400 };

/* One unit that registers: its id, short name, an officer's account and the head's. From the command line, "4/劳监/9/7". */
struct peer_unit { long long id, officer, head; char name[64]; };

struct peer_run {
	const char *db;
	int threads, seconds;
	struct peer_unit units[PEER_UNITS_MOST];
	int unit_count;
	_Atomic int stop;
	_Atomic long acts, failed;
};

struct peer_words { char title[160], number[128], notice[200], path[48], key[64], once[64], duty_title[200], json[2048]; };

static long long now_s(void)
{
	return (long long)time(NULL);
}

static void iso(long long at, char out[40])
{
	struct tm t;
	time_t local = (time_t)(at + 8 * 3600);

	gmtime_r(&local, &t);
	strftime(out, 40, "%Y-%m-%dT%H:%M:%S+08:00", &t);
}

static inline void matter_json(struct peer_words *w, long long id, long long unit, long long now)
{
	char at[40];

	iso(now, at);
	snprintf(w->json, sizeof w->json,
	         "{\"id\":%lld,\"version\":1,\"number\":\"%s\",\"title\":\"%s\",\"unit_id\":%lld,\"state\":\"registered\",\"source\":\"patrol\","
	         "\"place\":\"金桥路12号\",\"party\":\"市民反映的经营者\",\"lead_id\":null,\"second_id\":null,\"registered_at\":\"%s\","
	         "\"progress\":null,\"progress_at\":null,\"obstacle\":null,\"blocked_reason\":null,\"blocked_at\":null,"
	         "\"extended_to_on\":null,\"extension_ground\":null,\"outcome\":null,\"closing_words\":null,\"closed_at\":null}",
	         id, w->number, w->title, unit, at);
}

static inline void step_json(struct peer_words *w, long long id, long long matter, const struct peer_unit *unit, long long now)
{
	char at[40];

	iso(now, at);
	snprintf(w->json, sizeof w->json,
	         "{\"id\":%lld,\"version\":1,\"matter_id\":%lld,\"unit_id\":%lld,\"kind\":\"registered\",\"words\":\"%s\","
	         "\"taken_at\":\"%s\",\"account_id\":%lld}", id, matter, unit->id, w->title, at, unit->officer);
}

static inline void duty_json(struct peer_words *w, long long id, long long matter, long long unit, long long now)
{
	char at[40], due[40], next[40];

	iso(now, at);
	iso(now + DECIDE_SECONDS, due);
	iso(now + DECIDE_SECONDS - REMIND_SECONDS, next);
	snprintf(w->json, sizeof w->json,
	         "{\"id\":%lld,\"version\":1,\"title\":\"%s\",\"unit_id\":%lld,\"account_id\":null,\"state\":\"open\",\"due_at\":\"%s\","
	         "\"stage\":null,\"rule\":\"matter.decide\",\"subject\":\"matter\",\"subject_id\":%lld,\"period\":null,"
	         "\"misbehaviour\":\"slow_action\",\"raised_at\":\"%s\",\"met_at\":null,\"breached_at\":null,\"paused_at\":null,"
	         "\"waived_at\":null,\"rolled\":false,\"provisional\":true,\"due_why\":null,\"ground\":null,\"limit_number\":90,"
	         "\"limit_unit\":\"calendar_days\",\"next_at\":\"%s\",\"reminded\":0}",
	         id, w->duty_title, unit, due, matter, at, next);
}

/* What is known before anything is stored. */
static inline void words_begin(struct peer_words *w, int thread, long n)
{
	snprintf(w->title, sizeof w->title, "金桥路渣土车遗撒 %ld", n);
	snprintf(w->duty_title, sizeof w->duty_title, "事项办理：%s", w->title);
	snprintf(w->notice, sizeof w->notice, "新登记事项待指派：%s", w->title);
	snprintf(w->once, sizeof w->once, "POST /matter peer%d-%ld-%d", thread, n, (int)getpid());
}

static inline void words_of_number(struct peer_words *w, const struct peer_unit *unit, long long serial)
{
	snprintf(w->number, sizeof w->number, "%s〔2026〕P%05lld 号", unit->name, serial);
}

static inline void words_of_matter(struct peer_words *w, long long id)
{
	snprintf(w->path, sizeof w->path, "/matter/%lld", id);
	snprintf(w->key, sizeof w->key, "matter.register:%lld:1", id);
}

struct peer_thread { struct peer_run *run; int number; pthread_t thread; };

/* usage: PEER DB THREADS SECONDS UNIT/NAME/OFFICER/HEAD… ; prints "ACTS SECONDS FAILED". */
static int peer_main(int argc, char **argv, void *(*body)(void *))
{
	static struct peer_run run;
	static struct peer_thread threads[PEER_THREADS_MOST];
	struct timespec from, until;

	if (argc < 5)
		return 2;
	run.db = argv[1];
	run.threads = atoi(argv[2]);
	run.seconds = atoi(argv[3]);
	for (int i = 4; i < argc && run.unit_count < PEER_UNITS_MOST; i++) {
		struct peer_unit *u = &run.units[run.unit_count++];

		if (sscanf(argv[i], "%lld/%63[^/]/%lld/%lld", &u->id, u->name, &u->officer, &u->head) != 4)
			return 2;
	}
	if (run.threads < 1 || run.threads > PEER_THREADS_MOST)
		return 2;
	clock_gettime(CLOCK_MONOTONIC, &from);
	for (int i = 0; i < run.threads; i++) {
		threads[i] = (struct peer_thread){ &run, i, 0 };
		if (pthread_create(&threads[i].thread, NULL, body, &threads[i]) != 0)
			return 1;
	}
	nanosleep(&(struct timespec){ .tv_sec = run.seconds }, NULL);
	run.stop = 1;
	for (int i = 0; i < run.threads; i++)
		pthread_join(threads[i].thread, NULL);
	clock_gettime(CLOCK_MONOTONIC, &until);
	printf("%ld %.3f %ld\n", run.acts, (double)(until.tv_sec - from.tv_sec) + (double)(until.tv_nsec - from.tv_nsec) / 1e9, run.failed);
	return 0;
}

#endif
