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
package io.shardflow.nifi.snowflake.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.metrics.PresentValues;
import io.shardflow.nifi.snowflake.load.ArrivalRange;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadProgressTest {

    private static final String SHARD = "shardId-000000000001";

    private final Map<String, Long> counters = new TreeMap<>();
    private final Backlog backlog = new Backlog();
    private final MockComponentLog log = new MockComponentLog("1", this);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private long now = 1_795_000_000_000L;
    private final LoadProgress progress = new LoadProgress(() -> now, new PresentValues());
    private final LoadReport report = new LoadReport(progress, log, () -> now, timer);

    LoadProgressTest() {
        progress.begin("load-progress", backlog);
    }

    @AfterEach
    void close() {
        report.close();
        assertThat(timer.isShutdown()).isTrue();
    }

    @Test
    void whatIsSettledIsCountedOnceAndNotBeforeItIsWritten() {
        progress.settled(settled(7, 3, true, Map.of()));
        progress.settled(new Settled(Optional.empty(), Map.of(), 2, 100));
        progress.settled(new Settled(
                Optional.of(new LoadOutcome.Loaded(1, 0, false, 3, Set.of(new StreamShard("orders", SHARD)))),
                Map.of(),
                0,
                1));
        progress.loadFailed();
        progress.flowFileFailed();
        assertThat(counters).isEmpty();
        write();
        write();
        assertThat(counters)
                .containsOnly(
                        Map.entry("Rows Loaded", 8L),
                        Map.entry("Rows Recognised", 3L),
                        Map.entry("Records Rejected", 2L),
                        Map.entry("Bytes Settled", 2_000_101L),
                        Map.entry("Fast Transactions", 1L),
                        Map.entry("Slow Transactions", 1L),
                        Map.entry("Repeated Attempts", 2L),
                        Map.entry("Shards Taken by Other Writers", 1L),
                        Map.entry("Failed Loads", 1L),
                        Map.entry("FlowFiles Failed", 1L),
                        Map.entry(LoadProgress.AGE, 0L),
                        Map.entry(LoadProgress.WAITING, 0L));
    }

    @Test
    void theAgeIsThatOfTheOldestRecordOfEachShardAndThenOfTheWorst() {
        progress.settled(settled(
                2,
                0,
                true,
                Map.of("a", new ArrivalRange(now - 9_000, now - 10), "b", new ArrivalRange(now - 500, now))));
        write();
        assertThat(counters)
                .containsEntry("Age When Loaded Milliseconds for a", 9_000L)
                .containsEntry("Age When Loaded Milliseconds for b", 500L)
                .containsEntry("Age When Loaded Milliseconds", 9_000L);
        now += 1_000;
        progress.settled(settled(1, 0, true, Map.of("a", new ArrivalRange(now - 20, now - 20))));
        write();
        assertThat(counters)
                .containsEntry("Age When Loaded Milliseconds for a", 20L)
                .containsEntry("Age When Loaded Milliseconds", 500L);
    }

    @Test
    void aShardOfWhichNothingComesHasNoAgeAndThereAreNotMoreThanThatMany() {
        progress.settled(settled(1, 0, true, Map.of("a", new ArrivalRange(now - 9_000, now))));
        write();
        now += ShardAges.FORGET.toMillis();
        write();
        assertThat(counters)
                .containsEntry("Age When Loaded Milliseconds for a", 0L)
                .containsEntry("Age When Loaded Milliseconds", 0L);
        IntStream.range(0, 2 * ShardAges.MOST_SHARDS)
                .forEach(i -> progress.settled(settled(1, 0, true, Map.of("b" + i, new ArrivalRange(now, now)))));
        write();
        assertThat(counters.keySet().stream().filter(name -> name.startsWith("Age When Loaded Milliseconds for b")))
                .hasSize(ShardAges.MOST_SHARDS);
    }

    @Test
    void whatIsTheCaseIsWrittenEveryFiveSecondsAndAtOnceWhenSomethingWasSettled() {
        write();
        backlog.seen(1, now - 1_000, now);
        write();
        assertThat(counters).containsEntry(LoadProgress.WAITING, 0L);
        now += 5_000;
        write();
        assertThat(counters).containsEntry(LoadProgress.WAITING, 6_000L);
        backlog.seen(0, Long.MAX_VALUE, now);
        progress.settled(settled(1, 0, true, Map.of()));
        write();
        assertThat(counters).containsEntry(LoadProgress.WAITING, 0L);
    }

    /** NiFi triggers nobody for an empty queue: what is written of it last is what stays. */
    @Test
    void thatNothingWaitsAnyMoreIsWrittenAtOnceWhateverBecameOfIt() {
        backlog.seen(1, now - 20_000, now);
        now += 5_000;
        write();
        assertThat(counters).containsEntry(LoadProgress.WAITING, 25_000L);
        now += 1_000;
        backlog.seen(0, Long.MAX_VALUE, now);
        progress.flowFileFailed();
        write();
        assertThat(counters).containsEntry(LoadProgress.WAITING, 0L);
    }

    @Test
    void theLineSaysWhatHasHappenedSinceTheLast() {
        progress.settled(settled(100, 1, false, Map.of()));
        passAndSay(60);
        progress.settled(settled(250, 0, true, Map.of("a", new ArrivalRange(now, now))));
        progress.settled(settled(50, 30, false, Map.of()));
        progress.loadFailed();
        passAndSay(61);
        assertThat(lines())
                .last()
                .isEqualTo(
                        "In the last 61 s: 300 rows loaded, 30 recognised, 0 records rejected, 4.0 MB. Transactions: 1 fast,"
                                + " 1 slow, 0 attempts repeated. Failed loads: 1. Waiting: nothing. Newest record settled:"
                                + " 61.0 s old");
    }

    @Test
    void thereIsNoneWhenNothingHappensAndNothingWaits() {
        passAndSay(60);
        progress.settled(settled(1, 0, true, Map.of()));
        passAndSay(60);
        passAndSay(60);
        assertThat(lines()).hasSize(1);
    }

    @Test
    void whatWaitsIsNamedAlsoWhenNiFiDoesNotTrigger() {
        backlog.seen(4, now - 2_500, now);
        passAndSay(30);
        passAndSay(60);
        assertThat(lines().getFirst())
                .contains(" 0 rows loaded", "Waiting: 4 FlowFiles, the oldest for 32.5 s. Newest record settled: none");
        assertThat(lines().getLast())
                .contains("Waiting: 4 FlowFiles, the oldest for 92.5 s, as of the last trigger 90.0 s ago");
    }

    private void passAndSay(final int seconds) {
        now += Duration.ofSeconds(seconds).toMillis();
        report.say();
    }

    private List<String> lines() {
        return log.getInfoMessages().stream()
                .map(LogMessage::getMsg)
                .map(message -> message.substring(message.indexOf("In the last")))
                .toList();
    }

    /** A transaction of one FlowFile of 2 MB. */
    private static Settled settled(
            final long loaded, final long recognised, final boolean fast, final Map<String, ArrivalRange> arrivals) {
        return new Settled(
                Optional.of(new LoadOutcome.Loaded(loaded, recognised, fast, 1, Set.of())), arrivals, 0, 2_000_000);
    }

    private void write() {
        progress.write((ProcessSession) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ProcessSession.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("adjustCounter");
                    counters.merge((String) arguments[0], (Long) arguments[1], Long::sum);
                    return null;
                }));
    }
}
