/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* setting_preview.h - what a setting would change, before it is set. */
#ifndef JUEBU_CLAUSES_HOUSE_SETTING_PREVIEW_H
#define JUEBU_CLAUSES_HOUSE_SETTING_PREVIEW_H

#include "clauses/house/house.h"

struct setting_preview { struct setting setting; const struct setting_rule *rule; struct duty_preview moved; };

/* Judged as if it were to be stored; refuses as that would. */
bool setting_preview(struct act *, struct input *, struct setting_preview *out) MUST_USE;
void setting_preview_card(struct act *, struct html, const struct call *, const struct setting_preview *);

#endif
