/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sm3_rounds.h - the compression of GB/T 32905-2016 §5.3 for as many blocks as there are lanes.
 *
 * Included by sm3_lanes.c alone, once for each width: WIDTH, COMPRESS (the function's name) and TARGET are set there. Text
 * and not a function, because the compiler splits vectors for the target of the function that they were written in. */

TARGET static void COMPRESS(uint32_t state[SM3_WORDS][LANES_MOST], const unsigned char *const blocks[LANES_MOST])
{
	typedef uint32_t lanes __attribute__((vector_size(4 * WIDTH)));
	union {
		lanes all[SM3_EXPANDED];
		uint32_t of_lane[SM3_EXPANDED][WIDTH];
	} w;
	lanes v[SM3_WORDS];

	for (unsigned lane = 0; lane < WIDTH; lane++)
		for (unsigned i = 0; i < SM3_BLOCK / 4; i++)
			w.of_lane[i][lane] = big_endian(blocks[lane] + 4 * (size_t)i);
	for (unsigned i = SM3_BLOCK / 4; i < SM3_EXPANDED; i++) {
		lanes x = w.all[i - 16] ^ w.all[i - 9] ^ ROTATED(w.all[i - 3], 15);

		w.all[i] = x ^ ROTATED(x, 15) ^ ROTATED(x, 23) ^ ROTATED(w.all[i - 13], 7) ^ w.all[i - 6];
	}
	for (unsigned i = 0; i < SM3_WORDS; i++)
		memcpy(&v[i], state[i], sizeof v[i]);

	lanes a = v[0], b = v[1], c = v[2], d = v[3], e = v[4], f = v[5], g = v[6], h = v[7];

	for (unsigned j = 0; j < SM3_ROUNDS; j++) {
		lanes a12 = ROTATED(a, 12), sum = a12 + e + round_constant(j), ss1 = ROTATED(sum, 7), ss2 = ss1 ^ a12;
		lanes ff = j < 16 ? a ^ b ^ c : ((a & b) | ((a | b) & c));
		lanes gg = j < 16 ? e ^ f ^ g : (g ^ (e & (f ^ g)));
		lanes tt1 = ff + d + ss2 + (w.all[j] ^ w.all[j + 4]), tt2 = gg + h + ss1 + w.all[j];

		d = c;
		c = ROTATED(b, 9);
		b = a;
		a = tt1;
		h = g;
		g = ROTATED(f, 19);
		f = e;
		e = tt2 ^ ROTATED(tt2, 9) ^ ROTATED(tt2, 17);
	}

	const lanes end[SM3_WORDS] = { a, b, c, d, e, f, g, h };

	for (unsigned i = 0; i < SM3_WORDS; i++) {
		v[i] ^= end[i];
		memcpy(state[i], &v[i], sizeof v[i]);
	}
}

#undef WIDTH
#undef COMPRESS
#undef TARGET
