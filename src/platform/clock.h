/* The time of day, injected so that what depends on it can be tested. */
#ifndef PLATFORM_CLOCK_H
#define PLATFORM_CLOCK_H

#include <stdint.h>
#include <time.h>

struct clock {
	int64_t (*now)(const struct clock *clock); /* seconds since 1970-01-01T00:00:00Z */
};

static inline int64_t clock_system_now(const struct clock *clock)
{
	(void)clock;
	return (int64_t)time(NULL);
}

/* For durations: never jumps. */
static inline int64_t clock_monotonic_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static const struct clock clock_system = {.now = clock_system_now};

static inline int64_t clock_now(const struct clock *clock)
{
	return clock->now(clock);
}

#endif
