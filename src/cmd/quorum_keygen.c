#include "cmd/quorum_keygen.h"

#include <stdio.h>

#include "cmd/envelope.h"
#include "core/cleanup.h"
#include "core/encoding.h"
#include "core/error.h"
#include "core/json_writer.h"
#include "quorum/create.h"

enum { REPORT_MAX = 1024 * 1024 };

static int write_share(struct json_writer *json, const struct quorum_custodian *custodian,
		       unsigned number, const char *directory, struct error *err)
{
	cleanup_free char *path = NULL;
	cleanup(buffer_done) struct buffer digest = BUFFER_INIT(2 * QUORUM_DIGEST);
	encoding_hex(&digest, custodian->sha256, sizeof(custodian->sha256));
	if (quorum_path(directory, custodian->name, &path, err) != 0 ||
	    buffer_check(&digest, "a digest", err) != 0)
		return -1;
	json_object_begin(json);
	json_member_string(json, "custodian", custodian->name);
	json_member_string(json, "file", path);
	json_member_integer(json, "number", number);
	json_member_string(json, "sha256", buffer_string(&digest));
	json_object_end(json);
	return 0;
}

static int report_json(const struct quorum_description *description, const char *directory,
		       struct error *err)
{
	cleanup_free char *path = NULL;
	cleanup(buffer_done) struct buffer out = BUFFER_INIT(REPORT_MAX);
	struct json_writer json = JSON_WRITER_INIT(&out, JSON_STYLE_PRETTY);
	if (quorum_path(directory, NULL, &path, err) != 0)
		return -1;
	json_object_begin(&json);
	json_member_string(&json, "description", path);
	json_member_string(&json, "recipient", description->terms.recipient);
	json_key(&json, "shares");
	json_array_begin(&json);
	for (unsigned i = 0; i < description->terms.count; i++)
		if (write_share(&json, &description->custodians[i], i + 1, directory, err) != 0)
			return -1;
	json_array_end(&json);
	json_member_integer(&json, "threshold", description->terms.threshold);
	json_object_end(&json);
	buffer_append_char(&out, '\n');
	if (buffer_check(&out, "the report", err) != 0)
		return -1;
	fputs(buffer_string(&out), stdout);
	return 0;
}

static int report_text(const struct quorum_description *description, const char *directory,
		       struct error *err)
{
	const struct quorum_terms *terms = &description->terms;
	cleanup_free char *public_path = NULL;
	if (quorum_path(directory, NULL, &public_path, err) != 0)
		return -1;
	fprintf(stderr, "Public key: %s\n%u of these %u together can open what is sealed for it:\n",
		terms->recipient, terms->threshold, terms->count);
	for (unsigned i = 0; i < terms->count; i++) {
		cleanup_free char *path = NULL;
		if (quorum_path(directory, description->custodians[i].name, &path, err) != 0)
			return -1;
		fprintf(stderr, "  %-16s %s\n", description->custodians[i].name, path);
	}
	fputs("next: give each custodian his file, and seal for the quorum:\n"
	      "  eksbreakglass seal -R ",
	      stderr);
	envelope_print_quoted(public_path);
	fputs(" ...\n", stderr);
	return 0;
}

int quorum_keygen(const struct text_list *custodians, unsigned threshold, const char *directory,
		  bool as_json, struct error *err)
{
	cleanup(quorum_done) struct quorum quorum = {0};
	for (size_t i = 0; i < custodians->count; i++)
		if (quorum_add_custodian(&quorum, custodians->items[i], err) != 0)
			return -1;
	if (quorum_create(&quorum, threshold, err) != 0 ||
	    quorum_save(&quorum, directory, err) != 0)
		return -1;
	return as_json ? report_json(&quorum.description, directory, err)
		       : report_text(&quorum.description, directory, err);
}
