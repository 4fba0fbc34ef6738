/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* driver.c - a fuzzer as a test: every file of its corpus, every beginning of it, and changed copies, the same ones
 * on every machine. Owns: how a copy is changed. Does not own: looking for new inputs (make fuzz). */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

enum { FILE_BYTES_MOST = 1 << 20, CHANGED_COPIES = 20000, BEGINNINGS_MOST = 512 };

static uint64_t random_state = 0x9E3779B97F4A7C15u;

static size_t below(size_t limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (size_t)(random_state % limit);
}

/* A copy of exactly its length, so that the sanitizer sees one byte too many. */
static void try_bytes(const uint8_t *bytes, size_t count)
{
	uint8_t *copy = malloc(count ? count : 1);

	must(copy);
	memcpy(copy, bytes, count);
	LLVMFuzzerTestOneInput(copy, count);
	free(copy);
}

static void try_changed(const uint8_t *bytes, size_t count)
{
	static const char signs[] = "=&%;:\"'\\{}[],-\r\n\0 $+._0123456789";
	uint8_t *copy = malloc(count);

	must(copy);
	for (int i = 0; i < CHANGED_COPIES; i++) {
		memcpy(copy, bytes, count);
		for (size_t changes = 1 + below(4); changes > 0; changes--)
			copy[below(count)] = below(2) ? (uint8_t)signs[below(sizeof signs)] : (uint8_t)below(256);
		try_bytes(copy, count);
	}
	free(copy);
}

static void try_file(const char *path)
{
	static uint8_t bytes[FILE_BYTES_MOST];
	FILE *file = fopen(path, "rb");
	size_t count;

	must(file);
	count = fread(bytes, 1, sizeof bytes, file);
	must(fclose(file) == 0);
	try_bytes(bytes, count);
	for (size_t shorter = 0; shorter < count && shorter < BEGINNINGS_MOST; shorter++)
		try_bytes(bytes, shorter);
	if (count > 0)
		try_changed(bytes, count);
}

int main(int argc, char **argv)
{
	DIR *folder;
	int files = 0;

	if (argc != 2 || !(folder = opendir(argv[1]))) {
		fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
		return 2;
	}
	for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
		char path[4096];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
		try_file(path);
		files++;
	}
	closedir(folder);
	printf("%d files\n", files);
	return files > 0 ? 0 : 1;
}
