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
package io.shardflow.nifi.snowflake.ledger;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names that begin with the id of the processor and of its run: {@code SF_<processor>_<run>_<attempt>}, 77 characters of the
 * 100 that the ledger has for a token.
 *
 * <p>An attempt is of an earlier run unless its run goes on in this JVM: the copies of a processor in a Stateless group have
 * one id, and each has a run of its own. Any thread; closed when the last task of the run has ended.
 */
public final class RunNames implements AttemptNames, AutoCloseable {

    /** Beginnings of the names of all runs of this JVM that go on. */
    private static final Set<String> GOING_ON = ConcurrentHashMap.newKeySet();

    private static final int RUN_DIGITS = 8;

    private final String processor;
    private final String run;

    /** Begins a run. @param processorId as {@link AttemptId#randomDigits} makes them, the same for every run on this node */
    public RunNames(final String processorId) {
        this.processor = "SF_" + processorId + "_";
        this.run = processor + AttemptId.randomDigits().substring(0, RUN_DIGITS);
        GOING_ON.add(run);
    }

    @Override
    public AttemptId get() {
        return AttemptId.random(run);
    }

    @Override
    public boolean isOfEarlierRun(final String name) {
        final int end = processor.length() + RUN_DIGITS;
        return name.startsWith(processor) && name.startsWith("_", end) && !GOING_ON.contains(name.substring(0, end));
    }

    /** The run has ended. */
    @Override
    public void close() {
        GOING_ON.remove(run);
    }
}
