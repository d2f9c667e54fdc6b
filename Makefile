# make            build/eksbreakglass and build/eksbreakglass-online
# make check      everything that proves it: lint, unit tests (ASan+UBSan), fuzz corpora, end to end
# make help       the other targets
# V=1 shows the commands; CC=clang, CFLAGS, LDFLAGS, PREFIX, DESTDIR as usual.

CC ?= cc
CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBEXECDIR ?= $(PREFIX)/libexec/eksbreakglass
DATADIR ?= $(PREFIX)/share
MANDIR ?= $(DATADIR)/man
INSTALL ?= install
OBJCOPY ?= objcopy
BUILD ?= build
CLANG ?= clang
CLANG_FORMAT ?= clang-format
CLANG_TIDY ?= clang-tidy

ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @printf '  %-7s %s\n'
endif

# libc, libsodium, libyaml and jansson for the program that opens sealed tokens; libcurl and OpenSSL
# only for the other. The linker enforces it: an offline command that reached network code would
# not link.
OFFLINE_PACKAGES := libsodium yaml-0.1 jansson
ONLINE_PACKAGES := $(OFFLINE_PACKAGES) libcurl libcrypto
package_cflags := $(shell pkg-config --cflags $(ONLINE_PACKAGES))
offline_libs := $(shell pkg-config --libs $(OFFLINE_PACKAGES))
online_libs := $(shell pkg-config --libs $(ONLINE_PACKAGES))

machine := $(shell $(CC) -dumpmachine)
warnings := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla -Wformat=2 -Werror
hardening := -fPIE -fstack-protector-strong -fstack-clash-protection \
	$(if $(filter x86_64%,$(machine)),-fcf-protection) \
	$(if $(filter aarch64%,$(machine)),-mbranch-protection=standard)
ifdef SANITIZE
# Fortified calls hide from ASan what it would explain.
hardening += -U_FORTIFY_SOURCE -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
link_hardening := -pie -fsanitize=address,undefined
else
hardening += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
link_hardening := -pie -Wl,-z,relro,-z,now -Wl,-z,noexecstack -Wl,-z,separate-code
endif
all_cflags := -std=c17 -D_GNU_SOURCE -Isrc -Iinclude -include src/core/banned.h $(warnings) \
	$(hardening) $(package_cflags) $(CFLAGS)
all_ldflags := $(link_hardening) -Wl,--as-needed -Wl,-O1 $(LDFLAGS)

sources := $(sort $(shell find src -name '*.c'))
headers := $(sort $(shell find src include -name '*.h'))
mains := src/main.c src/online.c src/cmd/rows_offline.c src/cmd/rows_online.c
objects := $(sources:%.c=$(BUILD)/%.o)
library := $(BUILD)/libeksbreakglass.a
library_objects := $(patsubst %.c,$(BUILD)/%.o,$(filter-out $(mains),$(sources))) \
	$(BUILD)/src/cmd/completion_scripts.o

unit_sources := $(sort $(shell find tests/unit -name 'test_*.c'))
unit_tests := $(unit_sources:%.c=$(BUILD)/%)
fuzz_sources := $(sort $(wildcard tests/fuzz/fuzz_*.c))
fuzz_targets := $(fuzz_sources:%.c=$(BUILD)/%)

.PHONY: all
all: $(BUILD)/eksbreakglass $(BUILD)/eksbreakglass-online

$(BUILD)/eksbreakglass: $(BUILD)/src/main.o $(BUILD)/src/cmd/rows_offline.o $(library)
	$(say) LINK $@
	$(Q)$(CC) $(all_ldflags) -o $@ $^ $(offline_libs)

# The offline program with all its libraries inside: for offline media, since it runs on any Linux of
# the machine's kind, and for speed, since most of what a short command takes is the loading of
# libraries.
static_dir := $(BUILD)/static
static_libyaml := $(static_dir)/libyaml.a
.PHONY: static
static: $(static_dir)/eksbreakglass
$(static_dir)/eksbreakglass: $(BUILD)/src/main.o $(BUILD)/src/cmd/rows_offline.o $(library) \
		$(static_libyaml)
	$(say) LINK $@
	$(Q)$(CC) $(all_ldflags) -static-pie -o $@ $^ -lsodium -ljansson

# In the archive the compiler has built libyaml's own allocator functions into their callers, where
# src/platform/yaml.c cannot replace them: what they call is replaced instead.
$(static_libyaml): $(shell $(CC) -print-file-name=libyaml.a)
	$(say) COPY $@
	$(Q)mkdir -p $(@D)
	$(Q)$(OBJCOPY) $(foreach f,malloc realloc free strdup,--redefine-sym $(f)=wiping_$(f) \
		--weaken-symbol=yaml_$(f)) $< $@

$(BUILD)/eksbreakglass-online: $(BUILD)/src/online.o $(BUILD)/src/cmd/rows_online.o $(library)
	$(say) LINK $@
	$(Q)$(CC) $(all_ldflags) -o $@ $^ $(online_libs)

$(library): $(library_objects)
	$(say) AR $@
	$(Q)rm -f $@ && ar rcs $@ $^

$(BUILD)/%.o: %.c $(BUILD)/flags
	$(say) CC $<
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(all_cflags) -MMD -MP -c -o $@ $<

$(BUILD)/src/cmd/completion_scripts.o: src/cmd/completion_scripts.S $(wildcard completions/*)
	$(say) AS $<
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -c -o $@ $<

# Alone, so that another PREFIX at install time compiles one file again and not all.
$(BUILD)/src/platform/process.o: $(BUILD)/install_paths.h
$(BUILD)/src/platform/process.o: private all_cflags += -include $(BUILD)/install_paths.h
$(BUILD)/install_paths.h: force
	$(Q)mkdir -p $(BUILD)
	$(Q)printf '#define EKSBREAKGLASS_LIBEXECDIR "%s"\n' '$(LIBEXECDIR)' | cmp -s - $@ || \
		printf '#define EKSBREAKGLASS_LIBEXECDIR "%s"\n' '$(LIBEXECDIR)' > $@

# Everything is compiled again when the flags change.
$(BUILD)/flags: force
	$(Q)mkdir -p $(BUILD)
	$(Q)printf '%s\n' '$(CC) $(subst ','\'',$(all_cflags) $(all_ldflags))' | cmp -s - $@ || \
		printf '%s\n' '$(CC) $(subst ','\'',$(all_cflags) $(all_ldflags))' > $@
.PHONY: force
force:

-include $(objects:.o=.d) $(unit_tests:=.d) $(fuzz_targets:=.d)

# --- tests -------------------------------------------------------------------------------------

.PHONY: check check-all unit unit-tests fuzz fuzz-targets check-fuzz e2e bench
check:
	$(Q)scripts/bootstrap check
	$(Q)$(MAKE) check-all

check-all:
	$(Q)$(MAKE) all
	$(Q)$(MAKE) lint
	$(Q)$(MAKE) unit
	$(Q)$(MAKE) check-fuzz
	$(Q)$(MAKE) e2e

unit:
	$(Q)$(MAKE) BUILD=$(BUILD)/sanitize SANITIZE=1 CFLAGS='-O1 -g' unit-tests

unit-tests: $(unit_tests)
	$(Q)scripts/run-unit-tests $(unit_tests)

$(BUILD)/tests/unit/%: tests/unit/%.c $(library) $(BUILD)/flags
	$(say) TEST $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(all_cflags) -Itests/unit -MMD -MP -MF $@.d -MT $@ $(all_ldflags) -o $@ $< \
		$(library) $(online_libs) -lcmocka

fuzz:
	$(Q)$(MAKE) BUILD=$(BUILD)/fuzz SANITIZE=1 CC=$(CLANG) \
		CFLAGS='-O1 -g -fsanitize=fuzzer-no-link' fuzz-targets

fuzz-targets: $(fuzz_targets)

$(BUILD)/tests/fuzz/%: tests/fuzz/%.c $(library) $(BUILD)/flags
	$(say) FUZZ $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(all_cflags) -fsanitize=fuzzer -MMD -MP -MF $@.d -MT $@ $(all_ldflags) -o $@ $< \
		$(library) $(online_libs)

check-fuzz: fuzz
	$(Q)scripts/replay-fuzz-corpora $(BUILD)/fuzz/tests/fuzz

e2e: all
	$(Q)scripts/run-e2e

bench: all static
	$(Q)scripts/bench

# --- code rules --------------------------------------------------------------------------------

.PHONY: lint check-format check-layers check-headers check-size check-scripts check-clang check-tidy
lint: check-format check-layers check-headers check-size check-scripts check-clang check-tidy

check-format:
	$(say) FORMAT "src tests include"
	$(Q)$(CLANG_FORMAT) --dry-run -Werror $(sources) $(headers) $(unit_sources) $(fuzz_sources)

check-layers:
	$(say) LAYERS src
	$(Q)scripts/check-layers

check-size:
	$(say) SIZE src
	$(Q)scripts/check-size

check-scripts:
	$(say) SHELL scripts
	$(Q)scripts/check-scripts

# A header must compile by itself.
check-headers: $(patsubst %.h,$(BUILD)/headers/%.ok,$(filter-out src/cmd/rows.h,$(headers)))
$(BUILD)/headers/%.ok: %.h $(BUILD)/flags
	$(say) HEADER $<
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(filter-out -g,$(all_cflags)) -fsyntax-only -x c $< -Wno-unused-function
	$(Q)touch $@

check-clang:
	$(Q)$(MAKE) BUILD=$(BUILD)/clang CC=$(CLANG) all

check-tidy: $(sources:%.c=$(BUILD)/tidy/%.ok)
$(BUILD)/tidy/%.ok: %.c $(BUILD)/flags .clang-tidy
	$(say) TIDY $<
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG_TIDY) --quiet $< -- -std=c17 -D_GNU_SOURCE -Isrc -Iinclude \
		-include src/core/banned.h $(package_cflags) 2>$@.log || { cat $@.log; exit 1; }
	$(Q)touch $@

.PHONY: format
format:
	$(Q)$(CLANG_FORMAT) -i $(sources) $(headers) $(unit_sources) $(fuzz_sources)

# --- install -----------------------------------------------------------------------------------

# make install STATIC=1 puts the static program in place.
installed_program := $(if $(STATIC),$(static_dir),$(BUILD))/eksbreakglass

.PHONY: install uninstall clean help
install: all $(installed_program)
	$(INSTALL) -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBEXECDIR) $(DESTDIR)$(MANDIR)/man1 \
		$(DESTDIR)$(DATADIR)/bash-completion/completions \
		$(DESTDIR)$(DATADIR)/zsh/site-functions $(DESTDIR)$(DATADIR)/fish/vendor_completions.d
	$(INSTALL) -m 755 $(installed_program) $(DESTDIR)$(BINDIR)/
	ln -sf eksbreakglass $(DESTDIR)$(BINDIR)/kubectl-eksbreakglass
	$(INSTALL) -m 755 $(BUILD)/eksbreakglass-online scripts/combine-shares.py \
		$(DESTDIR)$(LIBEXECDIR)/
	$(INSTALL) -m 644 man/eksbreakglass.1 $(DESTDIR)$(MANDIR)/man1/
	$(INSTALL) -m 644 completions/eksbreakglass.bash \
		$(DESTDIR)$(DATADIR)/bash-completion/completions/eksbreakglass
	$(INSTALL) -m 644 completions/_eksbreakglass $(DESTDIR)$(DATADIR)/zsh/site-functions/
	$(INSTALL) -m 644 completions/eksbreakglass.fish \
		$(DESTDIR)$(DATADIR)/fish/vendor_completions.d/

uninstall:
	rm -f $(DESTDIR)$(BINDIR)/eksbreakglass $(DESTDIR)$(BINDIR)/kubectl-eksbreakglass \
		$(DESTDIR)$(LIBEXECDIR)/eksbreakglass-online \
		$(DESTDIR)$(LIBEXECDIR)/combine-shares.py $(DESTDIR)$(MANDIR)/man1/eksbreakglass.1 \
		$(DESTDIR)$(DATADIR)/bash-completion/completions/eksbreakglass \
		$(DESTDIR)$(DATADIR)/zsh/site-functions/_eksbreakglass \
		$(DESTDIR)$(DATADIR)/fish/vendor_completions.d/eksbreakglass.fish
	rmdir $(DESTDIR)$(LIBEXECDIR) 2>/dev/null || true

clean:
	rm -rf $(BUILD)

help:
	@printf '%s\n' \
		'make              build both programs into $(BUILD)/' \
		'make static       $(static_dir)/eksbreakglass, which needs no library' \
		'make check        install what tests need, then run all of them' \
		'make lint         format, layers, headers, sizes, scripts, clang, clang-tidy' \
		'make unit         unit tests under ASan and UBSan' \
		'make check-fuzz   replay the fuzz corpora (make fuzz builds the targets)' \
		'make e2e          end-to-end tests on real servers' \
		'make bench        timings against peers' \
		'make format       clang-format in place' \
		'make install      with PREFIX, DESTDIR, STATIC=1; make uninstall' \
		'make clean'
