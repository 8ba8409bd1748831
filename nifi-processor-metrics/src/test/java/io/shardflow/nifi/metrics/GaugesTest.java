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
package io.shardflow.nifi.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.exception.TerminatedTaskException;
import org.junit.jupiter.api.Test;

class GaugesTest {

    /** As {@code CommitTiming} of NiFi's API 2.6. */
    public enum Timing {
        NOW,
        SESSION_COMMITTED
    }

    /** A session as in that API. */
    public interface SessionWithGauges extends ProcessSession {
        void recordGauge(String name, double value, Timing timing);
    }

    /** Something of a later API that does not know the same timing. */
    public interface SessionWithOtherGauges extends ProcessSession {
        void recordGauge(String name, double value, Thread.State timing);
    }

    private final List<String> calls = new ArrayList<>();

    @Test
    void aSessionThatHasGaugesRecordsThemAtOnce() {
        final SessionWithGauges session = session(SessionWithGauges.class);
        Gauges.of(SessionWithGauges.class).record(session, "Lag Milliseconds", 1500);
        assertEquals(List.of("recordGauge[Lag Milliseconds, 1500.0, NOW]"), calls);
    }

    @Test
    void aSessionThatHasNoneIsLeftAlone() {
        Gauges.of(ProcessSession.class).record(session(ProcessSession.class), "Lag Milliseconds", 1500);
        assertEquals(List.of(), calls);
    }

    @Test
    void oneWithGaugesOfAnotherKindIsLeftAlone() {
        Gauges.of(SessionWithOtherGauges.class).record(session(SessionWithOtherGauges.class), "Lag Milliseconds", 1);
        assertEquals(List.of(), calls);
    }

    @Test
    void whatTheSessionThrowsIsThrown() {
        final SessionWithGauges terminated = (SessionWithGauges) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SessionWithGauges.class}, (proxy, method, arguments) -> {
                    throw new TerminatedTaskException();
                });
        final Gauges gauges = Gauges.of(SessionWithGauges.class);
        assertThrows(TerminatedTaskException.class, () -> gauges.record(terminated, "Lag Milliseconds", 1));
    }

    private <T> T session(final Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    calls.add(method.getName() + Arrays.toString(arguments));
                    return null;
                }));
    }
}
