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

import io.shardflow.nifi.kinesis.status.Failure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The calls that fail and have not worked since, grouped by cause, and what of that is worth a notice: a cause that goes on
 * for its failure's hold time, at most once a minute, and its end. Pure; not shared between threads. Times are nanoseconds of
 * one monotonic clock.
 */
final class FailingCalls {

    /** At most one notice for a cause in this time. */
    static final Duration REPEAT = Duration.ofSeconds(60);

    /** What is not tried for so long may never be tried again, such as the reading of a shard that went to another node. */
    static final Duration FORGET = Duration.ofSeconds(60);

    /**
     * A call that failed with its whole service and is made rarely need not be made again once others work. Longer than a call
     * that is made regularly takes from one failure to the next.
     */
    static final Duration RARE = Duration.ofSeconds(15);

    /**
     * What fails for one reason: permissions by operation, addresses by service, credentials altogether. A network that fails
     * refuses, resets and is silent in turns, so these are one cause.
     */
    private record Cause(Kind kind, String service, String operation) {

        static Cause of(final Call call, final Kind kind) {
            return switch (kind) {
                case CREDENTIALS, NO_CREDENTIALS, EXPIRED -> new Cause(kind, "", "");
                case UNREACHABLE, NO_ANSWER -> new Cause(Kind.UNREACHABLE, call.service(), "");
                case SERVICE_FAULT -> new Cause(kind, call.service(), "");
                case DENIED, KMS, THROTTLED, OTHER -> new Cause(kind, call.service(), call.operation());
            };
        }

        boolean isOfOneOperation() {
            return !operation.isEmpty();
        }
    }

    private record Failing(Failure failure, long since, long last) {}

    /** Was said, and is not over while one of its calls has not worked. */
    private static final class Said {
        private final TreeSet<Call> calls = new TreeSet<>();
        private Failure failure;
        private long at;
        private long since;
        private Notice.State end;
    }

    private final TreeMap<Call, Failing> failing = new TreeMap<>();
    private final Map<Cause, Said> said = new HashMap<>();
    private final Map<String, Long> lastWorked = new HashMap<>();

    void failed(final Call call, final Failure failure, final long now) {
        final Failing before = failing.get(call);
        failing.put(call, new Failing(failure, before == null ? now : before.since(), now));
    }

    void worked(final Call call, final long now) {
        lastWorked.put(call.service(), now);
        if (failing.remove(call) != null) {
            end(call, Notice.State.WORKS_AGAIN);
        }
    }

    private void end(final Call call, final Notice.State state) {
        for (final Said one : said.values()) {
            if (one.calls.remove(call)) {
                one.end = state;
            }
        }
    }

    /** Counts every cause of this kind as said now; false if each of them has been said within the last minute. */
    boolean mayReport(final Kind kind, final long now) {
        boolean may = false;
        boolean any = false;
        for (final Map.Entry<Cause, SortedMap<Call, Failing>> group : groups().entrySet()) {
            if (group.getValue().values().stream()
                    .anyMatch(call -> call.failure().kind() == kind)) {
                any = true;
                if (maySay(group.getKey(), now)) {
                    may = true;
                    say(group.getKey(), group.getValue(), now);
                }
            }
        }
        return may || !any;
    }

    /** What has to be said now; it counts as said. */
    List<Notice> due(final long now) {
        forget(now);
        final List<Notice> notices = new ArrayList<>();
        over(now, notices);
        groups().forEach((cause, calls) -> {
            if (maySay(cause, now) && calls.values().stream().anyMatch(call -> isHeld(call, now))) {
                notices.add(say(cause, calls, now));
            } else if (said.containsKey(cause) && !said.get(cause).calls.isEmpty()) {
                said.get(cause).calls.addAll(calls.keySet());
            }
        });
        return notices;
    }

    List<Call> failingWith(final Failure failure) {
        return failing.entrySet().stream()
                .filter(entry -> entry.getValue().failure().equals(failure))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The causes as they are, whether they were said or not. */
    List<Notice> all(final long now) {
        return groups().values().stream()
                .map(calls -> notice(Notice.State.FAILS, calls.keySet(), latest(calls), since(calls), now))
                .toList();
    }

    private Map<Cause, SortedMap<Call, Failing>> groups() {
        final Map<Cause, SortedMap<Call, Failing>> groups = new HashMap<>();
        failing.forEach((call, failed) -> groups.computeIfAbsent(
                        Cause.of(call, failed.failure().kind()), cause -> new TreeMap<>())
                .put(call, failed));
        return groups;
    }

    private boolean maySay(final Cause cause, final long now) {
        final Said before = said.get(cause);
        return before == null || now - before.at >= REPEAT.toNanos();
    }

    private static boolean isHeld(final Failing call, final long now) {
        return now - call.since() >= call.failure().hold().toNanos();
    }

    private Notice say(final Cause cause, final SortedMap<Call, Failing> calls, final long now) {
        final Said one = said.computeIfAbsent(cause, key -> new Said());
        final long began = since(calls);
        one.since = one.calls.isEmpty() ? began : Math.min(one.since, began);
        one.at = now;
        one.end = null;
        one.calls.addAll(calls.keySet());
        one.failure = latest(calls);
        return notice(Notice.State.FAILS, calls.keySet(), one.failure, one.since, now);
    }

    private void over(final long now, final List<Notice> notices) {
        for (final Iterator<Map.Entry<Cause, Said>> each = said.entrySet().iterator(); each.hasNext(); ) {
            final Map.Entry<Cause, Said> entry = each.next();
            final Said one = entry.getValue();
            if (one.calls.isEmpty() && one.end != null) {
                final Cause cause = entry.getKey();
                final Call call = new Call(cause.service(), cause.operation(), "");
                notices.add(notice(one.end, List.of(call), one.failure, one.since, now));
                one.end = null;
            }
            if (one.calls.isEmpty() && now - one.at >= REPEAT.toNanos()) {
                each.remove();
            }
        }
    }

    private void forget(final long now) {
        for (final Map.Entry<Call, Failing> entry : List.copyOf(failing.entrySet())) {
            final Call call = entry.getKey();
            final long quiet = now - entry.getValue().last();
            if (quiet >= RARE.toNanos() && othersWork(call, entry.getValue())) {
                failing.remove(call);
                end(call, Notice.State.WORKS_AGAIN);
            } else if (quiet >= FORGET.toNanos()) {
                failing.remove(call);
                end(call, Notice.State.NOT_TRIED);
            }
        }
    }

    private boolean othersWork(final Call call, final Failing failed) {
        final Long worked = lastWorked.get(call.service());
        return worked != null
                && worked - failed.last() > 0
                && !Cause.of(call, failed.failure().kind()).isOfOneOperation();
    }

    private static Failure latest(final SortedMap<Call, Failing> calls) {
        return calls.values().stream()
                .reduce((one, other) -> one.last() - other.last() >= 0 ? one : other)
                .orElseThrow()
                .failure();
    }

    private static long since(final SortedMap<Call, Failing> calls) {
        return calls.values().stream()
                .mapToLong(Failing::since)
                .reduce((one, other) -> one - other <= 0 ? one : other)
                .orElseThrow();
    }

    private static Notice notice(
            final Notice.State state,
            final Collection<Call> calls,
            final Failure failure,
            final long since,
            final long now) {
        return new Notice(state, List.copyOf(calls), failure, Duration.ofNanos(now - since));
    }
}
