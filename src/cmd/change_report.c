#include "cmd/change_report.h"

#include <stdio.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/error.h"
#include "core/json_writer.h"
#include "core/strings.h"
#include "kubeconfig/update_diff.h"
#include "platform/terminal.h"

enum { DIFF_LIMIT = 512 * 1024 * 1024 };

int change_begin(const struct change_settings *settings, struct update **ret_update,
		 struct error *err)
{
	const struct kubeconfig_write_options options = {
		.dry_run = settings->dry_run,
		.no_backup = settings->no_backup,
		.lock_timeout_ms = settings->lock_timeout > 0 ? settings->lock_timeout * 1000 : -1,
	};
	return update_begin(settings->kubeconfig, &options, ret_update, err);
}

static void warn_about(const struct update_change *change)
{
	char path[1024];
	if (!change->readable_by_others)
		return;
	string_escape(path, sizeof(path), change->after->path, strlen(change->after->path));
	fprintf(stderr, "warning: %s holds secrets and others can read it: chmod 600 %s\n", path,
		path);
}

static int print_json(const struct update *update, const struct change_settings *settings,
		      const char *summary, struct buffer *out, struct error *err)
{
	cleanup(buffer_done) struct buffer diff = BUFFER_INIT(DIFF_LIMIT);
	struct json_writer json = JSON_WRITER_INIT(out, JSON_STYLE_PRETTY);
	struct update_change change;
	bool changed = false;
	json_object_begin(&json);
	json_key(&json, "files");
	json_array_begin(&json);
	for (uint32_t i = 0; i < update_config(update)->file_count; i++) {
		if (!update_change(update, i, &change))
			continue;
		changed = true;
		json_write_string(&json, change.after->path);
	}
	json_array_end(&json);
	json_member_boolean(&json, "changed", changed);
	json_member_boolean(&json, "dryRun", settings->dry_run);
	json_member_string(&json, "message", summary);
	if (settings->dry_run) {
		if (update_diff(update, false, &diff, err) != 0)
			return -1;
		json_key(&json, "diff");
		json_write_string_bytes(&json, buffer_string(&diff), diff.length);
	}
	json_object_end(&json);
	buffer_append_char(out, '\n');
	return 0;
}

int change_finish(struct update *update, const struct change_settings *settings,
		  const char *summary, struct error *err)
{
	cleanup(buffer_done) struct buffer out = BUFFER_INIT(DIFF_LIMIT);
	struct update_change change;
	if (update_commit(update, err) != 0)
		return -1;
	for (uint32_t i = 0; i < update_config(update)->file_count; i++)
		if (update_change(update, i, &change) && !settings->dry_run)
			warn_about(&change);
	int status = 0;
	if (string_equal(settings->output, "json"))
		status = print_json(update, settings, summary, &out, err);
	else if (settings->dry_run)
		status = update_diff(update, terminal_has_colour(stdout), &out, err);
	else
		buffer_append_format(&out, "%s\n", summary);
	if (status != 0 || buffer_check(&out, "the result", err) != 0)
		return -1;
	fwrite(buffer_string(&out), 1, out.length, stdout);
	return 0;
}
