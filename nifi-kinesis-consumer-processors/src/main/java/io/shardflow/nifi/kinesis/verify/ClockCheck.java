/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.nifi.kinesis.verify;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Whether this machine's clock agrees with that of AWS, as an answer's header Date tells it. Pure. */
final class ClockCheck {

    /** Workers of one application may be apart by this when they tell who lives. */
    private static final Duration MOST = Duration.ofSeconds(5);

    /** The header has whole seconds. */
    private static final Duration STEP = Duration.ofSeconds(1);

    private ClockCheck() {}

    /**
     * Adds the step; leaves it open if the answer does not tell the time.
     *
     * @param date the header
     * @param asked by this machine's clock, before the call
     * @param answered by this machine's clock, after it
     */
    static void add(
            final Findings findings,
            final String step,
            final Optional<String> date,
            final Instant asked,
            final Instant answered) {
        final Optional<Instant> service = date.flatMap(ClockCheck::time);
        if (service.isEmpty()) {
            findings.open(step, "The answer of Kinesis does not tell the time.");
            return;
        }
        final Duration off = off(service.get(), asked, answered);
        if (off.abs().compareTo(MOST) <= 0) {
            findings.good(
                    step,
                    "This machine's clock agrees with that of Kinesis, to within %d s.".formatted(MOST.toSeconds()));
        } else {
            findings.bad(
                    step,
                    ("This machine's clock is %d s %s that of Kinesis. Set it, and keep it right by NTP: the nodes of an"
                                    + " application tell by their clocks which of them live, and AWS refuses requests that are"
                                    + " minutes off.")
                            .formatted(off.abs().toSeconds(), off.isNegative() ? "behind" : "ahead of"));
        }
    }

    /** How far this machine is ahead at least: the service's time lies somewhere between question and answer. */
    private static Duration off(final Instant service, final Instant asked, final Instant answered) {
        if (service.isAfter(answered)) {
            return Duration.between(service, answered);
        }
        final Instant latest = service.plus(STEP);
        return latest.isBefore(asked) ? Duration.between(latest, asked) : Duration.ZERO;
    }

    private static Optional<Instant> time(final String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (final DateTimeException e) {
            return Optional.empty();
        }
    }
}
