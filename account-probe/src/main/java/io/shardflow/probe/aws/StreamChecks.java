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
package io.shardflow.probe.aws;

import io.shardflow.nifi.kinesis.stream.ShardInfo;
import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import io.shardflow.probe.Answer;
import io.shardflow.probe.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What Kinesis tells of a stream, its shards and the time. Nothing is written. */
final class StreamChecks {

    /** Workers of one application may be apart by this when they tell who lives. */
    private static final Duration MOST_SKEW = Duration.ofSeconds(5);

    /** The header has whole seconds. */
    private static final Duration STEP = Duration.ofSeconds(1);

    private StreamChecks() {}

    static List<Check<ProbeStream>> all() {
        return List.of(
                Check.needed(
                        "stream-identity",
                        "DescribeStreamSummary gives the ARN and the creation time of the stream, the same each time.",
                        "the same twice",
                        StreamChecks::identity),
                Check.needed(
                        "service-date",
                        "An answer of Kinesis has the service's time in its header Date, to which LATEST is pinned.",
                        "a date",
                        StreamChecks::date),
                Check.needed(
                        "clock-aws",
                        "This machine's clock agrees with that of Kinesis to within " + MOST_SKEW.toSeconds() + " s.",
                        "less",
                        StreamChecks::clock),
                Check.needed(
                        "shards-open-since",
                        "ListShards FROM_TIMESTAMP lists the shards that are open, and none that the stream does not have.",
                        "all open ones",
                        StreamChecks::since));
    }

    private static Answer identity(final ProbeStream place) {
        place.called("kinesis:DescribeStreamSummary, twice");
        final StreamIdentity first = place.directory().describe();
        final boolean same = first.equals(place.directory().describe());
        return Answer.of(same, same ? "the same twice" : "two different ones");
    }

    private static Answer date(final ProbeStream place) {
        final boolean there = place.serviceTime().isPresent();
        return Answer.of(there, there ? "a date" : "no date: this machine's clock is taken");
    }

    private static Answer clock(final ProbeStream place) {
        final Instant asked = Instant.now();
        final Optional<Instant> service = place.serviceTime();
        if (service.isEmpty()) {
            return Answer.notChecked("the answer has no date");
        }
        return clock(service.get(), asked, Instant.now());
    }

    /**
     * The service's time lies somewhere between question and answer, and in the second of the header.
     *
     * @param asked by this machine's clock, before the call
     * @param answered by this machine's clock, after it
     */
    static Answer clock(final Instant service, final Instant asked, final Instant answered) {
        final Duration least = Duration.between(service.plus(STEP), asked);
        final Duration most = Duration.between(service, answered);
        final String seen =
                String.format(Locale.ROOT, "%.1f to %.1f s ahead", least.toMillis() / 1000.0, most.toMillis() / 1000.0);
        if (least.compareTo(MOST_SKEW.negated()) >= 0 && most.compareTo(MOST_SKEW) <= 0) {
            return Answer.of(true, seen);
        }
        return least.compareTo(MOST_SKEW) > 0 || most.compareTo(MOST_SKEW.negated()) < 0
                ? Answer.of(false, seen)
                : Answer.notChecked(seen + ", which is not told apart from " + MOST_SKEW.toSeconds()
                        + " s: set this machine's clock by NTP, and ask again");
    }

    private static Answer since(final ProbeStream place) {
        final Set<String> all = place.shards().stream().map(ShardInfo::shardId).collect(Collectors.toSet());
        final Set<String> open = place.shards().stream()
                .filter(shard -> !shard.closed())
                .map(ShardInfo::shardId)
                .collect(Collectors.toSet());
        if (open.isEmpty()) {
            return Answer.notChecked("the stream has no open shard");
        }
        place.called("kinesis:ListShards FROM_TIMESTAMP");
        final Set<String> since = place.directory()
                .since(place.serviceTime().orElse(Instant.now()).toEpochMilli());
        final boolean holds = since.containsAll(open) && all.containsAll(since);
        return Answer.of(
                holds,
                "%d listed, %d of %d open ones"
                        .formatted(
                                since.size(),
                                open.stream().filter(since::contains).count(),
                                open.size()));
    }
}
