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
package io.shardflow.nifi.kinesis.status;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.status.Failure.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever calls do, nothing is said too often, too late, or without an end. */
class NoticesTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** @param kind of failure; null if the call works */
    record Event(Call call, Kind kind) {}

    @Provide
    Arbitrary<List<List<Event>>> seconds() {
        final Arbitrary<Call> calls = Combinators.combine(
                        Arbitraries.of("Kinesis", "DynamoDB"), Arbitraries.of("One", "Two"), Arbitraries.of("a", "b"))
                .as(Call::new);
        final Arbitrary<Kind> kinds = Arbitraries.of(Kind.DENIED, Kind.THROTTLED, Kind.EXPIRED, Kind.UNREACHABLE)
                .injectNull(0.4);
        return Combinators.combine(calls, kinds)
                .as(Event::new)
                .list()
                .ofMaxSize(4)
                .list()
                .ofMaxSize(200);
    }

    @Property(tries = 300)
    void saidAtMostOnceAMinuteInTimeAndWithOneEnd(@ForAll("seconds") final List<List<Event>> seconds) {
        final FailingCalls calls = new FailingCalls();
        final Map<Call, Long> failingSince = new HashMap<>();
        final Map<Call, Long> failedLast = new HashMap<>();
        final Map<String, Long> saidAt = new HashMap<>();
        final Set<String> open = new HashSet<>();
        for (int i = 0; i < seconds.size(); i++) {
            // a monotonic clock may be negative
            final long now = (i - 5) * SECOND;
            final List<Event> second = seconds.get(i);
            for (final Event event : second) {
                if (event.kind() == null) {
                    calls.worked(event.call(), now);
                    failingSince.remove(event.call());
                } else {
                    calls.failed(event.call(), failure(event.kind()), now);
                    failingSince.putIfAbsent(event.call(), now);
                    failedLast.put(event.call(), now);
                }
            }
            // what has not been tried for so long may be forgotten
            failingSince.keySet().removeIf(call -> now - failedLast.get(call) >= FailingCalls.RARE.toNanos());
            for (final Notice notice : calls.due(now)) {
                final String cause = cause(notice);
                if (notice.state() == Notice.State.FAILS) {
                    final Long before = saidAt.put(cause, now);
                    assertTrue(before == null || now - before >= FailingCalls.REPEAT.toNanos(), "too often " + notice);
                    open.add(cause);
                } else {
                    assertTrue(open.remove(cause), "an end without a beginning " + notice);
                }
            }
            for (final Notice notice : calls.all(now)) {
                final boolean due = notice.calls().stream()
                        .map(failingSince::get)
                        .anyMatch(since -> since != null && seconds(since, now) >= 3);
                assertTrue(!due || saidAt.containsKey(cause(notice)), "never said " + notice);
            }
        }
        failedLast.keySet().forEach(call -> calls.worked(call, seconds.size() * SECOND));
        calls.due(seconds.size() * SECOND).forEach(notice -> open.remove(cause(notice)));
        assertTrue(open.isEmpty(), "without an end " + open);
    }

    private static long seconds(final long since, final long now) {
        return (now - since) / SECOND;
    }

    private static Failure failure(final Kind kind) {
        return new Failure(kind, Duration.ofSeconds(kind == Kind.DENIED || kind == Kind.EXPIRED ? 1 : 3), "no");
    }

    /** What the issue calls one cause. */
    private static String cause(final Notice notice) {
        final Call call = notice.calls().getFirst();
        return switch (notice.failure().kind()) {
            case EXPIRED -> "credentials";
            case UNREACHABLE -> "unreachable " + call.service();
            default -> notice.failure().kind() + " " + call.service() + " " + call.operation();
        };
    }
}
