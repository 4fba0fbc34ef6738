/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* limits.h - every limit on what a person or a machine can make grow. One place, one line each.
 * Each is tested at the limit and at the limit + 1. Units are the last word of the name. */
#ifndef JUEBU_BASE_LIMITS_H
#define JUEBU_BASE_LIMITS_H

/* http: what one request may be */
#define LIMIT_BODY_BYTES (2 * 1024 * 1024)
#define LIMIT_GATHERED_BYTES (32 * LIMIT_BODY_BYTES) /* of all bodies at once: who is beyond is answered 503 */
#define LIMIT_PATH_BYTES 512
#define LIMIT_QUERY_BYTES 4096
#define LIMIT_INPUT_FIELDS 4800                  /* a report of LIMIT_CHILDREN items has some 12 fields each */
#define LIMIT_FIELD_NAME_BYTES 96
#define LIMIT_JSON_DEPTH 8
#define LIMIT_CONNECTIONS 4096
#define LIMIT_CONNECTIONS_PER_ADDRESS 1024
#define LIMIT_HEADER_BYTES (16 * 1024)
#define LIMIT_ONCE_BYTES 64                      /* of a form's or request's own key (Idempotency-Key) */
#define LIMIT_DRAIN_BYTES (16 * LIMIT_BODY_BYTES) /* of a body too large: read so that its sender sees the 413, then cut */
#define LIMIT_SILENT_SECONDS 30                  /* a connection that says nothing */
#define LIMIT_SENDING_SECONDS 40                 /* for one request from its first byte to its last, and one more … */
#define LIMIT_SENDING_BYTES_A_SECOND 4096        /* … for so much of its body: who sends a byte now and then is cut */

/* files: what one may send, keep and be sent */
#define LIMIT_FILE_BYTES (20 * 1024 * 1024)
#define LIMIT_FILES_PER_ACT 20
#define LIMIT_UPLOAD_BYTES (100 * 1024 * 1024)   /* the body of a route that takes files, for who is logged in */
#define LIMIT_SPOOLED_BYTES (10LL * LIMIT_UPLOAD_BYTES) /* of all such bodies at once, on disk: beyond is answered 503 */
#define LIMIT_ROW_FILES_BYTES (200LL * 1024 * 1024) /* of all attachments of one row */
#define LIMIT_ACCOUNT_DAY_BYTES (500LL * 1024 * 1024) /* staged by one account within 24 hours */
#define LIMIT_FREE_BYTES (512LL * 1024 * 1024)   /* to be left on the disk under the database */
#define LIMIT_FILE_NAME_CHARACTERS 120
#define LIMIT_PIECE_BYTES (256 * 1024)           /* of a row that holds part of a file */
#define LIMIT_STAGED_ACT_PIECES 4                /* written in one act, so that others are not held up */
#define LIMIT_STAGED_HOURS 24                    /* a file that nobody attached is kept so long */
#define LIMIT_SWEPT_BLOBS 8                      /* in one act of the clock */
#define LIMIT_STREAMS 64                         /* files on their way out at once, LIMIT_PIECE_BYTES of memory each */
/* app: what may come to the doors where nobody is known, as a bucket: so many at once, then one each step */
#define LIMIT_FLOOD_BUCKETS 16384                /* addresses and accounts remembered */
#define LIMIT_LOGINS_PER_ADDRESS 120             /* a whole office behind one address, on a Tuesday morning */
#define LIMIT_LOGIN_STEP_MS 1000
#define LIMIT_LOGINS_PER_ACCOUNT 20
#define LIMIT_LOGIN_ACCOUNT_STEP_MS (15 * 1000)
#define LIMIT_PUBLIC_WRITES_PER_ADDRESS 20
#define LIMIT_PUBLIC_WRITE_STEP_MS (30 * 1000)
#define LIMIT_PUBLIC_READS_PER_ADDRESS 600
#define LIMIT_PUBLIC_READ_STEP_MS 50
#define LIMIT_BEACONS_PER_ADDRESS 1200           /* phones behind one address that send what they kept while there was no network */
#define LIMIT_BEACON_STEP_MS 20
#define LIMIT_ACCESS_LOG_BYTES (1024 * 1024)     /* waiting to be written; what is beyond is dropped and counted */

/* store: what may wait */
#define LIMIT_WAITING_ACTS 4096                  /* more are answered 503 at once */
#define LIMIT_BATCH_ACTS 256                     /* acts sharing one commit */
#define LIMIT_RETRIES 8                          /* of one batch that met somebody who takes no turns */

/* ledger: what is kept and read outside the database */
#define LIMIT_ANCHOR_FILE_BYTES (32 * 1024 * 1024) /* a century of days */
#define LIMIT_ANCHORS_A_ROUND 4000               /* lines written by one round of the clock */
#define LIMIT_PROOF_BYTES (1024 * 1024)

/* record: what one answer may be */
#define LIMIT_LIST_ROWS 200
#define LIMIT_LIST_DEFAULT_ROWS 50
#define LIMIT_EXPORT_ROWS 200000                 /* of one file: what is more is cut, and the file says so */
#define LIMIT_TEXT_CHARACTERS 4000               /* a field may ask for less, never for more */
#define LIMIT_SHAPE_CHARACTERS 60000             /* of a field that is a shape: some two thousand points */
#define LIMIT_GROUND_CHARACTERS 500              /* why somebody looked at personal text, or had it erased */
#define LIMIT_CHILDREN 300                       /* rows bound under one row, as items under a report */

/* clauses/patrol: what is held at once of what stands on a day */
#define LIMIT_SYNC_POSITIONS 1000                /* of one batch of the browser's recorder */
#define LIMIT_CLOCK_AHEAD_SECONDS 300            /* a phone's clock before ours; what is later waits */
#define LIMIT_RECORDER_CHOICES 200               /* devices, officers of a unit it can choose from */
#define LIMIT_OFFLINE_DAYS 7                     /* a recorder without a network may bring its patrol that much later */
#define LIMIT_PATROLS_READ 2000                  /* of one device in the time that is looked at */
#define LIMIT_DEVICES_READ 2000                  /* of one unit, in a computation of coverage */
#define LIMIT_GAPS_SHOWN 500                     /* silences of all devices in one answer */
#define LIMIT_MISSED_TEXT_BYTES 3900             /* the missed pieces of a judgement as text; the rest is computed anew when asked */
#define LIMIT_GROUNDS 5000                       /* areas, or roads, of all units */

/* document: what one official document may be */
#define LIMIT_DOCUMENT_PAGES 400

/* geo: what may be drawn and driven */
#define LIMIT_PIECES (2 * 1024 * 1024)           /* 50,000 km of road */
#define LIMIT_STROKES (4 * 1024 * 1024)
#define LIMIT_GRID_CELLS (256 * 1024)            /* of one unit; beyond, the cells grow */
#define LIMIT_RADIUS_METRES 1000                 /* beyond which nobody sees anything */
#define LIMIT_VEHICLES 100000                    /* of one computation */
#define LIMIT_GEOJSON_BYTES (64 * 1024 * 1024)
#define LIMIT_GEOJSON_VALUES (4 * 1024 * 1024)   /* brackets and commas: about three for each place */
#define LIMIT_POINTS (48 * 1024 * 1024)          /* of one table; a week of 40 vehicles has a million */
#define LIMIT_CELLS (256 * 1024)                 /* squares over the box of one area */
#define LIMIT_GPX_POINTS 200000                  /* two days of a point each second */
#define LIMIT_ROW_FAULTS 20                      /* shown of the wrong rows of a table */

/* people */
#define LIMIT_PASSWORD_CHARACTERS 128
#define LIMIT_LOGIN_FAILURES 5                   /* then locked */
#define LIMIT_LOCKED_MINUTES 15
#define LIMIT_PASSWORDS_REMEMBERED 5             /* the present one and those before it: none is taken again */
#define LIMIT_STRAY_LOGINS_NOTED 20              /* an hour: unknown logins with an entry each; the rest share one */
#define LIMIT_IDLE_MINUTES 30
#define LIMIT_SESSION_HOURS 12
#define LIMIT_SESSIONS_PER_ACCOUNT 10
#define LIMIT_WAITING_LOGINS 64                  /* Argon2id is slow on purpose */

/* track: what devices may make grow */
#define LIMIT_REGISTRATION_STEP_SECONDS 10       /* between two registrations of one terminal */
#define LIMIT_TAKEN_POSITIONS 100000             /* by one act */
#define LIMIT_TERMINALS 10240                    /* connections of the gateway, as many as the system lets it have */
#define LIMIT_STRANGE_TERMINALS 1024             /* of them, those that have not said who they are */
#define LIMIT_ASKING_TERMINALS 256               /* of these, whose answer is being looked for */
#define LIMIT_STRANGER_SECONDS 60                /* to say who one is */
#define LIMIT_SILENT_TERMINAL_SECONDS 900        /* between two sound frames */
#define LIMIT_STRAY_BYTES 4096                   /* outside of frames, since the last sound one */
#define LIMIT_BAD_FRAMES 20                      /* spoilt or refused, since the last sound one; a wrong code counts as five */
#define LIMIT_MESSAGE_PARTS 64                   /* frames of one message */
#define LIMIT_MESSAGE_POSITIONS 2200             /* as many as fit into so many parts */
#define LIMIT_ASSEMBLED_MESSAGES 256             /* of which some parts are here */
#define LIMIT_PARTS_SECONDS 60                   /* from the first part to the last */
#define LIMIT_PACKED_BLOCKS 64                   /* closed, or forgotten, in one act of the clock */

/* notify, duty */
#define LIMIT_PREVIEW_DUTIES 50                  /* shown of those that a setting would have given another due minute */
#define LIMIT_TICK_ACTS 512                      /* duties of one minute read at once by the clock; more are read again */
#define LIMIT_CATCH_UP_WEEKS 60                  /* how far back a periodic duty is raised after an outage */

#endif
