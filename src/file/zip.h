/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* zip.h - which kind of document a ZIP is, by the names in its list. Nothing is unpacked. Included only inside file/. */
#ifndef JUEBU_FILE_ZIP_H
#define JUEBU_FILE_ZIP_H

#include "file/file.h"

enum file_format zip_format(Str bytes);

#endif
