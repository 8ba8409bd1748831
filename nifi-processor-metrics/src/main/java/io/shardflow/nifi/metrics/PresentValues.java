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

import java.util.HashMap;
import java.util.Map;
import org.apache.nifi.processor.ProcessSession;

/**
 * Counters that show present values, and gauges of the same where NiFi has them. NiFi's counters can only be adjusted, so the
 * difference to what was written last is added: the counter then shows the present value. NiFi keeps its counters while the
 * processor is stopped, and a Stateless group makes new processors at its start: so what was written last is left for the
 * next one.
 *
 * <p><b>Threading.</b> Any; guarded by this object's monitor. What is left has one registry per class loader.
 */
public final class PresentValues {

    private static final Map<String, Map<String, Long>> LEFT = new HashMap<>();

    private final Gauges gauges;
    private final Map<String, Long> shown = new HashMap<>();

    public PresentValues() {
        this(Gauges.of(ProcessSession.class));
    }

    public PresentValues(final Gauges gauges) {
        this.gauges = gauges;
    }

    /** The processor begins: takes over what counters show because of one before it. @param processorId as NiFi has it */
    public synchronized void begin(final String processorId) {
        synchronized (LEFT) {
            final Map<String, Long> left = LEFT.remove(processorId);
            if (left != null) {
                left.forEach((name, value) -> shown.merge(name, value, Long::sum));
            }
        }
    }

    /** The processor stops. There is no session to write anything with. */
    public synchronized void end(final String processorId) {
        synchronized (LEFT) {
            final Map<String, Long> left = LEFT.computeIfAbsent(processorId, id -> new HashMap<>());
            shown.forEach((name, value) -> left.merge(name, value, Long::sum));
        }
        shown.clear();
    }

    /** @param present by name; what was written before and is not among them is 0 */
    public synchronized void write(final ProcessSession session, final Map<String, Long> present) {
        present.forEach((name, value) -> write(session, name, value));
        shown.keySet().stream()
                .filter(name -> !present.containsKey(name))
                .toList()
                .forEach(name -> {
                    write(session, name, 0);
                    shown.remove(name);
                });
    }

    private void write(final ProcessSession session, final String name, final long value) {
        final long before = shown.getOrDefault(name, 0L);
        if (before != value || !shown.containsKey(name)) {
            session.adjustCounter(name, value - before, true);
            shown.put(name, value);
        }
        gauges.record(session, name, value);
    }
}
