#include <sodium.h>
#include <string.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/encoding.h"
#include "core/error.h"
#include "minisign/key.h"
#include "minisign/lines.h"

/* Where things are in the record of a secret key file. */
enum {
	SALT = 32,
	CHECKSUM = 32,
	AT_ALGORITHM = 0,
	AT_KDF = 2,
	AT_CHECKSUM_ALGORITHM = 4,
	AT_SALT = 6,
	AT_OPERATIONS = AT_SALT + SALT,
	AT_MEMORY = AT_OPERATIONS + 8,
	AT_ID = AT_MEMORY + 8, /* from here on encrypted */
	AT_KEY = AT_ID + MINISIGN_ID,
	AT_CHECKSUM = AT_KEY + MINISIGN_SECRET_KEY,
	RECORD = AT_CHECKSUM + CHECKSUM,
	ENCRYPTED = RECORD - AT_ID,
};

_Static_assert(SALT == crypto_pwhash_scryptsalsa208sha256_SALTBYTES, "scrypt's salt");
_Static_assert(MINISIGN_SECRET_KEY == crypto_sign_SECRETKEYBYTES, "Ed25519 in libsodium's form");

static const char algorithm[2] = {'E', 'd'};
static const char kdf_scrypt[2] = {'S', 'c'};
static const char kdf_none[2] = {0, 0};
static const char checksum_blake2b[2] = {'B', '2'};

const struct minisign_cost minisign_cost_default = {
	.operations = crypto_pwhash_scryptsalsa208sha256_OPSLIMIT_SENSITIVE,
	.memory = crypto_pwhash_scryptsalsa208sha256_MEMLIMIT_SENSITIVE,
};

/* What is accepted from outside. */
static const struct minisign_cost cost_max = {
	.operations = UINT64_C(1) << 28,
	.memory = UINT64_C(1) << 32,
};

void minisign_secret_key_done(struct minisign_secret_key *key)
{
	secret_done(&key->key);
	*key = (struct minisign_secret_key){0};
}

static void move(struct minisign_secret_key *to, struct minisign_secret_key *from)
{
	*to = *from;
	*from = (struct minisign_secret_key){0};
}

static unsigned char *room_of(struct secret *secret, size_t length, struct error *err)
{
	char *room = buffer_reserve(&secret->bytes, length);
	if (!room)
		buffer_check(&secret->bytes, "a signing key", err);
	else
		secret->bytes.length += length;
	return (unsigned char *)room;
}

int minisign_secret_key_generate(struct minisign_secret_key *ret_key, struct error *err)
{
	cleanup(minisign_secret_key_done) struct minisign_secret_key key = {
		.key = SECRET_INIT(MINISIGN_SECRET_KEY)};
	unsigned char public[MINISIGN_PUBLIC_KEY];
	unsigned char *room = room_of(&key.key, MINISIGN_SECRET_KEY, err);
	if (!room)
		return -1;
	randombytes_buf(key.id, sizeof(key.id));
	if (crypto_sign_keypair(public, room) != 0)
		return error_set(err, ERROR_FAILED, "no key pair could be made");
	move(ret_key, &key);
	return 0;
}

int minisign_secret_key_public(const struct minisign_secret_key *key,
			       struct minisign_public_key *ret_public, struct error *err)
{
	memcpy(ret_public->id, key->id, MINISIGN_ID);
	if (crypto_sign_ed25519_sk_to_pk(ret_public->key,
					 (const unsigned char *)secret_string(&key->key)) != 0)
		return error_set(err, ERROR_FAILED, "the signing key is not usable");
	return 0;
}

static uint64_t load64(const unsigned char *bytes)
{
	uint64_t value = 0;
	for (int i = 7; i >= 0; i--)
		value = value << 8 | bytes[i];
	return value;
}

static void store64(unsigned char *bytes, uint64_t value)
{
	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(value >> 8 * i);
}

/* Encrypts what is plain, and the other way round. */
static int apply_passphrase(unsigned char *record, const struct secret *passphrase,
			    struct error *err)
{
	cleanup(secret_done) struct secret stream = SECRET_INIT(ENCRYPTED);
	struct minisign_cost cost = {load64(record + AT_OPERATIONS), load64(record + AT_MEMORY)};
	unsigned char *room = room_of(&stream, ENCRYPTED, err);
	if (!room)
		return -1;
	if (cost.operations > cost_max.operations || cost.memory > cost_max.memory)
		return error_set(err, ERROR_FAILED,
				 "its passphrase would cost more than is accepted (%llu MiB)",
				 (unsigned long long)(cost_max.memory >> 20));
	if (crypto_pwhash_scryptsalsa208sha256(room, ENCRYPTED, secret_string(passphrase),
					       secret_length(passphrase), record + AT_SALT,
					       cost.operations, (size_t)cost.memory) != 0) {
		error_set(err, ERROR_FAILED, "its passphrase needs %llu MiB of memory",
			  (unsigned long long)(cost.memory >> 20));
		return error_hint(err, "use a machine with more memory, or lift the limit");
	}
	for (size_t i = 0; i < ENCRYPTED; i++)
		record[AT_ID + i] ^= room[i];
	return 0;
}

static int compute_checksum(const unsigned char *record, unsigned char ret_checksum[CHECKSUM],
			    struct error *err)
{
	crypto_generichash_state state;
	int result = crypto_generichash_init(&state, NULL, 0, CHECKSUM);
	result |= crypto_generichash_update(&state, record + AT_ALGORITHM, sizeof(algorithm));
	result |= crypto_generichash_update(&state, record + AT_ID,
					    MINISIGN_ID + MINISIGN_SECRET_KEY);
	result |= crypto_generichash_final(&state, ret_checksum, CHECKSUM);
	sodium_memzero(&state, sizeof(state));
	return result == 0 ? 0 : error_set(err, ERROR_FAILED, "no checksum could be computed");
}

/* The second half of an Ed25519 key in libsodium's form is the public key of the first. */
static bool is_consistent(const unsigned char *key)
{
	cleanup(secret_done) struct secret again = SECRET_INIT(MINISIGN_SECRET_KEY);
	unsigned char public[MINISIGN_PUBLIC_KEY];
	unsigned char *room = room_of(&again, MINISIGN_SECRET_KEY, NULL);
	return room && crypto_sign_seed_keypair(public, room, key) == 0 &&
	       sodium_memcmp(room, key, MINISIGN_SECRET_KEY) == 0;
}

static int take_record(const char *text, size_t length, struct secret *record)
{
	struct slice rest = {text, length};
	struct slice comment;
	secret_init(record, RECORD + 8);
	if (!minisign_take_comment(&rest, minisign_untrusted, MINISIGN_COMMENT_MAX, &comment) ||
	    !minisign_take_bytes(&rest, RECORD, &record->bytes) || rest.length != 0)
		return -1;
	const char *bytes = secret_string(record);
	bool known = memcmp(bytes + AT_ALGORITHM, algorithm, 2) == 0 &&
		     memcmp(bytes + AT_CHECKSUM_ALGORITHM, checksum_blake2b, 2) == 0 &&
		     (memcmp(bytes + AT_KDF, kdf_scrypt, 2) == 0 ||
		      memcmp(bytes + AT_KDF, kdf_none, 2) == 0);
	return known ? 0 : -1;
}

bool minisign_secret_key_is_encrypted(const char *text, size_t length)
{
	cleanup(secret_done) struct secret record = SECRET_INIT(0);
	return take_record(text, length, &record) == 0 &&
	       memcmp(secret_string(&record) + AT_KDF, kdf_scrypt, 2) == 0;
}

static int check_key(const unsigned char *record, bool encrypted, struct error *err)
{
	unsigned char checksum[CHECKSUM];
	if (encrypted) {
		if (compute_checksum(record, checksum, err) != 0)
			return -1;
		if (sodium_memcmp(checksum, record + AT_CHECKSUM, CHECKSUM) != 0)
			return error_set(err, ERROR_FAILED, "the passphrase is wrong");
	}
	/* Not encrypted, minisign leaves the checksum zero. */
	if (!is_consistent(record + AT_KEY))
		return error_set(err, ERROR_FAILED, "the signing key is damaged");
	return 0;
}

static int parse_record(struct secret *record, const struct secret *passphrase,
			struct minisign_secret_key *ret_key, struct error *err)
{
	unsigned char *bytes = (unsigned char *)record->bytes.data;
	bool encrypted = memcmp(bytes + AT_KDF, kdf_scrypt, 2) == 0;
	if (encrypted && !passphrase)
		return error_set(err, ERROR_FAILED, "the signing key needs its passphrase");
	if (encrypted && apply_passphrase(bytes, passphrase, err) != 0)
		return -1;
	cleanup(minisign_secret_key_done) struct minisign_secret_key key = {
		.key = SECRET_INIT(MINISIGN_SECRET_KEY)};
	if (check_key(bytes, encrypted, err) != 0 ||
	    secret_set(&key.key, bytes + AT_KEY, MINISIGN_SECRET_KEY, err) != 0)
		return -1;
	memcpy(key.id, bytes + AT_ID, MINISIGN_ID);
	move(ret_key, &key);
	return 0;
}

int minisign_secret_key_parse(const char *text, size_t length, const char *name,
			      const struct secret *passphrase, struct minisign_secret_key *ret_key,
			      struct error *err)
{
	cleanup(secret_done) struct secret record = SECRET_INIT(0);
	if (take_record(text, length, &record) != 0) {
		error_set(err, ERROR_FAILED, "%s is not a minisign secret key", name);
		return error_hint(err, "'keygen --sign' makes one");
	}
	if (parse_record(&record, passphrase, ret_key, err) != 0)
		return error_wrap(err, "%s", name);
	return 0;
}

static int fill_record(const struct minisign_secret_key *key, const struct secret *passphrase,
		       const struct minisign_cost *cost, unsigned char *record, struct error *err)
{
	memset(record, 0, RECORD);
	memcpy(record + AT_ALGORITHM, algorithm, 2);
	memcpy(record + AT_CHECKSUM_ALGORITHM, checksum_blake2b, 2);
	memcpy(record + AT_ID, key->id, MINISIGN_ID);
	memcpy(record + AT_KEY, secret_string(&key->key), MINISIGN_SECRET_KEY);
	if (!passphrase)
		return 0;
	memcpy(record + AT_KDF, kdf_scrypt, 2);
	randombytes_buf(record + AT_SALT, SALT);
	store64(record + AT_OPERATIONS, cost->operations);
	store64(record + AT_MEMORY, cost->memory);
	if (compute_checksum(record, record + AT_CHECKSUM, err) != 0)
		return -1;
	return apply_passphrase(record, passphrase, err);
}

int minisign_secret_key_write(const struct minisign_secret_key *key,
			      const struct secret *passphrase, const struct minisign_cost *cost,
			      struct secret *ret_file, struct error *err)
{
	cleanup(secret_done) struct secret record = SECRET_INIT(RECORD);
	cleanup(secret_done) struct secret file = SECRET_INIT(MINISIGN_KEY_FILE_MAX);
	unsigned char *room = room_of(&record, RECORD, err);
	if (!room || fill_record(key, passphrase, cost, room, err) != 0)
		return -1;
	buffer_append_string(&file.bytes, minisign_untrusted);
	/* minisign calls it so, encrypted or not. */
	buffer_append_string(&file.bytes, "minisign encrypted secret key\n");
	encoding_base64(&file.bytes, room, RECORD, BASE64_STANDARD);
	buffer_append_char(&file.bytes, '\n');
	if (buffer_check(&file.bytes, "the key file", err) != 0)
		return -1;
	secret_move(ret_file, &file);
	return 0;
}
