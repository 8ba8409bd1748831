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
import java.util.HashMap;
import java.util.Map;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.exception.TerminatedTaskException;
import org.junit.jupiter.api.Test;

class PresentValuesTest {

    private final Map<String, Long> counters = new HashMap<>();
    private final ProcessSession session = session();
    private final PresentValues values = new PresentValues();
    private boolean terminated;

    @Test
    void aCounterShowsThePresentValueAndNoneWhenThereIsNoneAnyMore() {
        values.write(session, Map.of("a", 5L, "b", 7L, "c", 0L));
        assertEquals(Map.of("a", 5L, "b", 7L, "c", 0L), counters);
        values.write(session, Map.of("a", 2L));
        assertEquals(Map.of("a", 2L, "b", 0L, "c", 0L), counters);
        values.write(session, Map.of("b", 1L));
        assertEquals(Map.of("a", 0L, "b", 1L, "c", 0L), counters);
    }

    /** NiFi has not forgotten its counters; a Stateless group has forgotten its processors. */
    @Test
    void theNextProcessorGoesOnFromWhatTheCountersShow() {
        values.begin("present-values");
        values.write(session, Map.of("a", 5L));
        values.end("present-values");
        final PresentValues next = new PresentValues();
        next.begin("present-values");
        next.write(session, Map.of("b", 1L));
        assertEquals(Map.of("a", 0L, "b", 1L), counters);
    }

    @Test
    void whatASessionDoesNotTakeTheNextOneDoes() {
        terminated = true;
        assertThrows(TerminatedTaskException.class, () -> values.write(session, Map.of("a", 5L)));
        terminated = false;
        values.write(session, Map.of("a", 5L));
        assertEquals(Map.of("a", 5L), counters);
    }

    @Test
    void countsAddUpAndEachIsWrittenOnce() {
        final CommittedCounts counts = new CommittedCounts();
        counts.add("a", 3);
        counts.add("b", 0);
        terminated = true;
        assertThrows(TerminatedTaskException.class, () -> counts.write(session));
        terminated = false;
        counts.add("a", 4);
        counts.write(session);
        counts.write(session);
        assertEquals(Map.of("a", 7L), counters);
    }

    private ProcessSession session() {
        return (ProcessSession) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ProcessSession.class}, (proxy, method, arguments) -> {
                    assertEquals("adjustCounter", method.getName());
                    assertEquals(true, arguments[2], "at once");
                    if (terminated) {
                        throw new TerminatedTaskException();
                    }
                    counters.merge((String) arguments[0], (Long) arguments[1], Long::sum);
                    return null;
                });
    }
}
