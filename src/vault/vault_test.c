/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* vault_test.c - the standards' own vectors, and what must not open does not. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/must.h"
#include "tests/test.h"
#include "vault/vault.h"

static Str bytes(const char *hex)
{
	void *room = arena_take(test_arena(), str_of(hex).len / 2 + 1);

	must(str_unhex(str_of(hex), room));
	return (Str){ room, str_of(hex).len / 2 };
}

static const unsigned char *raw(const char *hex)
{
	return (const unsigned char *)bytes(hex).at;
}

/* GB/T 32907-2016 A.1, one block under a zero IV; draft-ribose-cfrg-sm4 A.2.2, CBC of two. */
TEST(sm4_gives_what_the_standard_prints)
{
	static const struct { const char *key, *iv, *plain, *cipher; } cases[] = {
		{ "0123456789abcdeffedcba9876543210", "00000000000000000000000000000000", "0123456789abcdeffedcba9876543210",
		  "681edf34d206965e86b3e94f536e4246" },
		{ "0123456789abcdeffedcba9876543210", "000102030405060708090a0b0c0d0e0f",
		  "aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffffaaaaaaaabbbbbbbb",
		  "78ebb11cc40b0a48312aaeb2040244cb4cb7016951909226979b0d15dc6a8f6d" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		Str plain = bytes(cases[i].plain);
		unsigned char out[32], back[32];

		sm4_cbc(true, raw(cases[i].key), raw(cases[i].iv), plain, out);
		CHECK_STR(i, str_hex(test_arena(), (Str){ (char *)out, plain.len }), cases[i].cipher);
		sm4_cbc(false, raw(cases[i].key), raw(cases[i].iv), (Str){ (char *)out, plain.len }, back);
		CHECK(i, memcmp(back, plain.at, plain.len) == 0);
	}
}

/* GM/T 0042-2015, appendix D.3, the first three. */
TEST(hmac_with_sm3_gives_what_the_standard_prints)
{
	static const struct { const char *key, *text, *mac; } cases[] = {
		{ "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20",
		  "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopqabcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a" },
		{ "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425",
		  "\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd"
		  "\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd",
		  "220bf579ded555393f0159f66c99877822a3ecf610d1552154b41d44b94db3ae" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		Str text = str_of(cases[i].text), halves[2] = { str_first(text, 9), str_after(text, 9) };
		unsigned char mac[VAULT_MAC_BYTES];

		hmac_sm3(bytes(cases[i].key), halves, 2, mac);
		CHECK_STR(i, str_hex(test_arena(), (Str){ (char *)mac, sizeof mac }), cases[i].mac);
	}
}

TEST(what_was_sealed_opens_and_looks_different_each_time)
{
	static const char *const texts[] = { "", "1", "13800000000", "0123456789abcde", "0123456789abcdef", "中原区电厂路 9 号，找张师傅" };
	struct row_key key = row_key_random();

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		Str sealed = row_key_seal(test_arena(), &key, STR("account.phone"), str_of(texts[i])), plain = STR("x");
		Str again = row_key_seal(test_arena(), &key, STR("account.phone"), str_of(texts[i]));

		CHECK(i, row_key_open(test_arena(), &key, STR("account.phone"), sealed, &plain));
		CHECK_STR(i, plain, texts[i]);
		CHECK(i, !str_equal(sealed, again));
	}
}

TEST(any_flipped_bit_any_cut_and_any_other_place_or_key_is_refused)
{
	struct row_key key = row_key_random(), other = row_key_random();
	Str sealed = row_key_seal(test_arena(), &key, STR("account.phone"), STR("13800000000")), plain = STR_NONE;

	for (size_t bit = 0; bit < sealed.len * 4; bit++) {
		char *room = arena_take(test_arena(), sealed.len / 2);

		must(str_unhex(sealed, room));
		room[bit / 8] = (char)(room[bit / 8] ^ (1 << bit % 8));
		CHECK((long)bit, !row_key_open(test_arena(), &key, STR("account.phone"),
		                               str_hex(test_arena(), (Str){ room, sealed.len / 2 }), &plain));
	}
	for (size_t len = 0; len < sealed.len; len++)
		CHECK((long)len, !row_key_open(test_arena(), &key, STR("account.phone"), str_first(sealed, len), &plain));
	CHECK(0, !row_key_open(test_arena(), &key, STR("account.name"), sealed, &plain));
	CHECK(1, !row_key_open(test_arena(), &other, STR("account.phone"), sealed, &plain));
	CHECK(2, !row_key_open(test_arena(), &key, STR("account.phone"), STR("说不清的十六进制"), &plain));
	CHECK(3, str_is_empty(plain));
}

TEST(a_row_key_is_wrapped_for_its_row_and_its_house_alone)
{
	struct vault_master one = vault_master_random(), two = vault_master_random();
	struct vault *vault = vault_open(test_arena(), &one), *stranger = vault_open(test_arena(), &two);
	struct row_key key = row_key_random(), back;
	Str wrapped = vault_wrap(vault, test_arena(), STR("account 7 1"), &key);

	CHECK(0, vault_unwrap(vault, STR("account 7 1"), wrapped, &back) && memcmp(&key, &back, sizeof key) == 0);
	CHECK(1, !vault_unwrap(vault, STR("account 8 1"), wrapped, &back));
	CHECK(2, !vault_unwrap(stranger, STR("account 7 1"), wrapped, &back));
	CHECK(3, !str_equal(vault_check(vault, test_arena()), vault_check(stranger, test_arena())));
	CHECK(4, str_equal(vault_token(vault, test_arena(), STR("a.b"), STR("1")), vault_token(vault, test_arena(), STR("a.b"), STR("1"))));
	CHECK(5, !str_equal(vault_token(vault, test_arena(), STR("a.b"), STR("1")), vault_token(vault, test_arena(), STR("a.c"), STR("1"))));
	CHECK(6, !str_equal(vault_token(vault, test_arena(), STR("a.b"), STR("1")), vault_token(stranger, test_arena(), STR("a.b"), STR("1"))));
}

/* ---- the file ---- */

static char folder[] = "/tmp/juebu-key-XXXXXX";

static void remove_file(void *path)
{
	unlink(path);
	rmdir(folder);
}

static const char *new_path(void)
{
	char *path;

	memcpy(folder, "/tmp/juebu-key-XXXXXX", sizeof folder);
	must(mkdtemp(folder) != NULL);
	path = arena_take(test_arena(), 64);
	snprintf(path, 64, "%s/x.db.key", folder);
	arena_on_close(test_arena(), remove_file, path);
	return path;
}

TEST(the_key_file_is_its_owners_alone_and_never_written_over)
{
	const char *path = new_path();
	struct vault_master made, read;
	Str why = STR_NONE;
	struct stat about;

	CHECK_INT(0, key_file_read(test_arena(), str_of(path), &read, &why), KEY_FILE_NONE);
	CHECK(1, key_file_make(test_arena(), str_of(path), &made, &why));
	CHECK(2, stat(path, &about) == 0 && (about.st_mode & 0777) == 0600);
	CHECK_INT(3, key_file_read(test_arena(), str_of(path), &read, &why), KEY_FILE_READ);
	CHECK(4, memcmp(&made, &read, sizeof made) == 0);
	CHECK(5, !key_file_make(test_arena(), str_of(path), &made, &why) && str_contains(why, STR("不会覆盖")));
	must(chmod(path, 0640) == 0);
	CHECK_INT(6, key_file_read(test_arena(), str_of(path), &read, &why), KEY_FILE_REFUSED);
	CHECK(7, str_contains(why, STR("别人也能读")));
	CHECK_INT(8, key_file_read(test_arena(), str_of(folder), &read, &why), KEY_FILE_REFUSED);
}

TEST(a_file_that_holds_no_key_is_told)
{
	static const char *const contents[] = { "", "\n", "juebu-key 1 12\n", "juebu-key 2 0000000000000000000000000000000000000000000000000000000000000000\n",
		"juebu-key 1 000000000000000000000000000000000000000000000000000000000000000g\n",
		"juebu-key 1 0000000000000000000000000000000000000000000000000000000000000000\nand more\n" };
	const char *path = new_path();

	for (size_t i = 0; i < COUNT_OF(contents); i++) {
		int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		struct vault_master read;
		Str why = STR_NONE;

		must(file >= 0 && write(file, contents[i], strlen(contents[i])) == (ssize_t)strlen(contents[i]) && close(file) == 0);
		CHECK_INT(i, key_file_read(test_arena(), str_of(path), &read, &why), KEY_FILE_REFUSED);
		CHECK(i, str_contains(why, STR("不是密钥")));
	}
}
