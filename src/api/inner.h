/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* inner.h - what the files of api/ share. */
#ifndef JUEBU_API_INNER_H
#define JUEBU_API_INNER_H

#include "api/api.h"

/* Who may try is whoever is logged in: the move itself asks for its permission and scope. */
extern const struct permission API_CAN_TRY;
struct json api_begin(struct call *, int status);

/* attachment_api.c */
size_t api_file_routes_of(struct arena *, const struct holding *, struct route *out);   /* at most two */
RouteHandler api_attachment, api_attachment_content, api_attachment_take;
extern const char api_attachment_paths[];        /* "/api/v1/attachment/{id}": {…}, … */
void api_describe_files(struct json *, struct arena *, const struct holding *);

#endif
