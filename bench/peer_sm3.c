/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* peer_sm3.c - how fast two cores hash SM3: juebu-peer-sm3 BYTES THREADS hashes so many bytes, 16 KiB at a time, and prints
 * the seconds. OpenSSL's own code, nothing else: the fastest a verify could be if it only hashed. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/evp.h>

enum { PIECE = 16 * 1024, THREADS_MOST = 16 };

static void *hash(void *bytes_as_void)
{
	static unsigned char piece[PIECE];
	long long left = *(const long long *)bytes_as_void;
	EVP_MD *sm3 = EVP_MD_fetch(NULL, "SM3", NULL);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned char sum[EVP_MAX_MD_SIZE];

	if (!sm3 || !context || EVP_DigestInit_ex2(context, sm3, NULL) != 1)
		abort();
	for (; left > 0; left -= PIECE)
		if (EVP_DigestUpdate(context, piece, left < PIECE ? (size_t)left : PIECE) != 1)
			abort();
	if (EVP_DigestFinal_ex(context, sum, NULL) != 1)
		abort();
	EVP_MD_CTX_free(context);
	EVP_MD_free(sm3);
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[THREADS_MOST];
	struct timespec from, until;
	long long each;
	int count;

	if (argc != 3 || (count = atoi(argv[2])) < 1 || count > THREADS_MOST) {
		fprintf(stderr, "usage: juebu-peer-sm3 BYTES THREADS\n");
		return 2;
	}
	each = atoll(argv[1]) / count;
	clock_gettime(CLOCK_MONOTONIC, &from);
	for (int i = 0; i < count; i++)
		if (pthread_create(&threads[i], NULL, hash, &each) != 0)
			return 1;
	for (int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	clock_gettime(CLOCK_MONOTONIC, &until);
	printf("%.6f\n", (double)(until.tv_sec - from.tv_sec) + (double)(until.tv_nsec - from.tv_nsec) / 1e9);
	return 0;
}
