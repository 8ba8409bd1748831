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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.shardflow.nifi.kinesis.ConsumeKinesisStream;
import io.shardflow.nifi.metrics.Gauges;
import io.shardflow.nifi.metrics.PresentValues;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.Test;

class ProgressMetricsTest {

    /** As {@code CommitTiming} of NiFi's API 2.6. */
    public enum Timing {
        NOW
    }

    /** A session as in that API. */
    public interface SessionWithGauges extends ProcessSession {
        void recordGauge(String name, double value, Timing timing);
    }

    private final TestRunner runner = TestRunners.newTestRunner(new ConsumeKinesisStream());
    private final ProcessSession session = runner.getProcessSessionFactory().createSession();
    private final List<String> gauges = new ArrayList<>();
    private long millis;
    private final ProgressMetrics metrics = metrics();

    @Test
    void aCounterShowsThePresentValue() {
        write(progress(new ShardLag("a", 1_000), new ShardLag("b", 7_000)), Map.of());
        assertCounter(1_000, "Lag Milliseconds for a");
        assertCounter(7_000, "Lag Milliseconds for b");
        assertCounter(7_000, "Lag Milliseconds");
        assertCounter(2, "Shards Held");
        assertCounter(0, "Failing Calls");
        write(progress(new ShardLag("a", 2_500), new ShardLag("b", 0)), Map.of());
        assertCounter(2_500, "Lag Milliseconds for a");
        assertCounter(0, "Lag Milliseconds for b");
        assertCounter(2_500, "Lag Milliseconds");
    }

    @Test
    void aShardThatIsNoLongerHeldHasNoLag() {
        write(progress(new ShardLag("a", 1_000), new ShardLag("b", 7_000)), Map.of());
        gauges.clear();
        write(progress(new ShardLag("a", 1_000)), Map.of());
        assertCounter(0, "Lag Milliseconds for b");
        assertCounter(1, "Shards Held");
        assertEquals("Lag Milliseconds for b=0.0", gauges.getLast());
        gauges.clear();
        write(progress(new ShardLag("a", 1_000)), Map.of());
        assertEquals(4, gauges.size(), gauges::toString);
        write(progress(new ShardLag("b", 300)), Map.of());
        assertCounter(300, "Lag Milliseconds for b");
    }

    /** NiFi has not forgotten its counters; a Stateless group has forgotten its processors. */
    @Test
    void afterAStopTheNextProcessorGoesOnFromWhatTheCountersShow() {
        final ProgressMetrics other = metrics();
        metrics.begin("id");
        other.begin("id");
        write(metrics, progress(new ShardLag("a", 1_000), new ShardLag("b", 7_000)), Map.of());
        write(other, progress(new ShardLag("c", 500)), Map.of());
        metrics.end("id");
        other.end("id");
        final ProgressMetrics stranger = metrics();
        stranger.begin("another");
        final ProgressMetrics next = metrics();
        next.begin("id");
        write(next, progress(new ShardLag("b", 200)), Map.of());
        assertCounter(0, "Lag Milliseconds for a");
        assertCounter(200, "Lag Milliseconds for b");
        assertCounter(0, "Lag Milliseconds for c");
        assertCounter(200, "Lag Milliseconds");
        assertCounter(1, "Shards Held");
    }

    @Test
    void failedCallsAddUp() {
        write(progress(), Map.of("a", 2L, "orders", 1L));
        write(progress(), Map.of("a", 3L));
        assertCounter(6, "Failed Calls");
        assertCounter(5, "Failed Calls for a");
        assertCounter(1, "Failed Calls for orders");
    }

    @Test
    void theSameValuesAreGauges() {
        write(progress(new ShardLag("a", 1_000)), Map.of());
        assertEquals(
                new TreeSet<>(List.of(
                        "Failing Calls=0.0",
                        "Lag Milliseconds for a=1000.0",
                        "Lag Milliseconds=1000.0",
                        "Shards Held=1.0")),
                new TreeSet<>(gauges));
    }

    @Test
    void theyAreWrittenEveryFiveSecondsAtMost() {
        write(progress(new ShardLag("a", 1_000)), Map.of());
        millis -= 1;
        write(progress(new ShardLag("a", 6_000)), Map.of("a", 1L));
        assertCounter(1_000, "Lag Milliseconds");
        assertNull(runner.getCounterValue("Failed Calls"));
        assertEquals(4, gauges.size());
    }

    private ProgressMetrics metrics() {
        return new ProgressMetrics(
                () -> TimeUnit.MILLISECONDS.toNanos(millis), new PresentValues(Gauges.of(SessionWithGauges.class)));
    }

    private void write(final Progress progress, final Map<String, Long> failedCalls) {
        write(metrics, progress, failedCalls);
    }

    /** Five seconds after the one before. */
    private void write(final ProgressMetrics into, final Progress progress, final Map<String, Long> failedCalls) {
        final ProcessSession withGauges = (ProcessSession) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SessionWithGauges.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("recordGauge")) {
                        gauges.add(arguments[0] + "=" + arguments[1]);
                        return null;
                    }
                    try {
                        return method.invoke(session, arguments);
                    } catch (final InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        millis += 5_000;
        into.write(withGauges, () -> progress, () -> failedCalls);
    }

    private void assertCounter(final long expected, final String name) {
        assertEquals(expected, runner.getCounterValue(name), name);
    }

    private static Progress progress(final ShardLag... shards) {
        return new Progress(List.of(shards), Duration.ZERO, List.of(), new ConsumerStatus.Committed(0, 0));
    }
}
