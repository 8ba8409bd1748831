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
package io.shardflow.nifi.kinesis.lifecycle;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The runs of this JVM, by the persisted part of their worker id. NiFi's "Terminate" leaves a run behind that was unscheduled
 * and is never stopped: it would keep its leases for ever without reading. The next run of the same processor ends it.
 *
 * <p><b>Threading.</b> One registry per class loader; static methods synchronized on the class, called by the runs' threads.
 */
final class SiblingRuns {

    private static final Map<String, Set<ConsumerRun>> RUNS = new HashMap<>();

    private SiblingRuns() {}

    /** Notes the run. @return the others of the same id; concurrent tasks of a Stateless group are among them */
    static synchronized List<ConsumerRun> enter(final String id, final ConsumerRun run) {
        final Set<ConsumerRun> runs = RUNS.computeIfAbsent(id, key -> new HashSet<>());
        runs.add(run);
        return runs.stream().filter(other -> other != run).toList();
    }

    /** The run has ended. */
    static synchronized void leave(final ConsumerRun run) {
        RUNS.values().forEach(runs -> runs.remove(run));
        RUNS.values().removeIf(Set::isEmpty);
    }
}
